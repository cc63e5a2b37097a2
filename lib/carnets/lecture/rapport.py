"""Rapport de contrôle d'un dossier : ses données, son texte français, son JSON, son journal."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from carnets.lecture.alertes import Alerte, alertes
from carnets.lecture.brute import RefusCellule
from carnets.lecture.controle import Controle, Reparation
from carnets.lecture.corrections import Correction
from carnets.lecture.lecteur import Lecture

COLONNES_JOURNAL = ("fichier", "ligne", "colonne", "valeur", "regle", "gravite", "action", "nombre")
COLONNES_ABREGEES = ("fichier", "gravite", "regle", "colonne", "action", "nombre", "valeur")
LIGNE_REPETEE = re.compile(r" \(.*, ligne \d+\)$")
EXEMPLES = 5


@dataclass(frozen=True)
class RapportFichier:
    """Ce qu'un fichier a donné. `lues` = `acceptees` + `refusees` ; `ecartees` en fait partie."""

    source: str
    fichier: str
    modele: str
    lues: int
    acceptees: int
    refusees: int
    ecartees: int
    part_refus_max: float
    conforme: bool
    reparations: tuple[Reparation, ...]
    refus: tuple[RefusCellule, ...]
    alertes: tuple[Alerte, ...]
    couverture: dict[str, float]
    colonnes_ignorees: tuple[str, ...]
    corrections: tuple[Correction, ...] = ()
    # Ligne de total du fichier → ses nombres, par colonne : mise à part, elle se confronte encore.
    totaux: tuple[tuple[int, dict[str, float]], ...] = ()

    @property
    def a_corriger(self) -> tuple[RefusCellule, ...]:
        """Les cellules refusées qui ne sont pas écartées par une règle nommée."""
        return tuple(r for r in self.refus if not r.ecartee)

    @property
    def donnees(self) -> int:
        """Lignes de données du fichier : ni vides, ni totaux, ni notes, ni sans objet."""
        return self.lues - len({r.ligne for r in self.refus if r.sans_donnee})

    @property
    def mises_a_part(self) -> dict[str, list[int]]:
        """Règle qui écarte → lignes qu'elle écarte ; la ligne semblable n'est pas redite."""
        lignes: dict[str, list[int]] = {}
        for refus in self.refus:
            if refus.ecartee:
                lignes.setdefault(refus.cause.partition(" (")[0], []).append(refus.ligne)
        return lignes


_COMPTES: TypeAdapter[tuple[RapportFichier, ...]] = TypeAdapter(tuple[RapportFichier, ...])


@dataclass(frozen=True)
class Rapport:
    """Le contrôle d'un dossier entier. `erreurs` : ce qui a empêché de lire une source.

    `avertissements` : ce qui surprend sans empêcher de lire.
    """

    dossier: str
    fichiers: tuple[RapportFichier, ...]
    erreurs: tuple[str, ...] = ()
    avertissements: tuple[str, ...] = ()

    @property
    def conforme(self) -> bool:
        """Vrai si tout est lu et si aucune source ne dépasse sa part de refus."""
        return not self.erreurs and all(f.conforme for f in self.fichiers)

    def en_json(self) -> str:
        """Le rapport pour une machine."""
        contenu: dict[str, Any] = {
            "dossier": self.dossier,
            "fichiers": _COMPTES.dump_python(self.fichiers, mode="json"),
            "erreurs": self.erreurs,
            "avertissements": self.avertissements,
            "conforme": self.conforme,
        }
        return json.dumps(contenu, ensure_ascii=False, indent=2)

    def en_texte(self) -> str:
        """Le rapport pour une personne."""
        lignes = [f"Contrôle du dossier {self.dossier}"]
        for fichier in self.fichiers:
            lignes += ["", *_texte_fichier(fichier)]
        lignes += [f"\nÀ relire : {avertissement}" for avertissement in self.avertissements]
        lignes += [f"\nErreur : {erreur}" for erreur in self.erreurs]
        lignes.append("\nDossier conforme." if self.conforme else "\nDossier refusé.")
        return "\n".join(lignes)


def ecrire_comptes(comptes: tuple[RapportFichier, ...]) -> bytes:
    """Les comptes rendus d'une source, pour le magasin."""
    return _COMPTES.dump_json(comptes)


def relire_comptes(octets: bytes) -> tuple[RapportFichier, ...]:
    """Les comptes rendus écrits par `ecrire_comptes`."""
    return _COMPTES.validate_json(octets)


def rapport_source(lecture: Lecture) -> tuple[RapportFichier, ...]:
    """Le rapport de chaque fichier d'une source lue."""
    return tuple(_rapport_fichier(lecture, controle) for controle in lecture.controles)


def _rapport_fichier(lecture: Lecture, controle: Controle) -> RapportFichier:
    return RapportFichier(
        source=lecture.source.nom,
        fichier=controle.brute.fichier.name,
        modele=lecture.modele.nom,
        lues=controle.lues,
        acceptees=len(controle.acceptees),
        refusees=controle.refusees,
        ecartees=controle.ecartees,
        part_refus_max=lecture.source.part_refus_max,
        conforme=controle.part_a_corriger <= lecture.source.part_refus_max,
        reparations=controle.reparations,
        refus=controle.refus,
        alertes=alertes(controle, lecture.modele),
        couverture=controle.couverture,
        colonnes_ignorees=controle.correspondance.ignores,
        corrections=controle.corrections,
        totaux=controle.totaux,
    )


def journal(comptes: tuple[RapportFichier, ...]) -> pd.DataFrame:
    """Refus, cellule par cellule, réparations, par colonne et par règle, et corrections."""
    lignes = [ligne for compte in comptes for ligne in _journal(compte)]
    return pd.DataFrame(lignes, columns=list(COLONNES_JOURNAL))


def _journal(f: RapportFichier) -> Iterator[tuple[object, ...]]:
    nom = f.fichier
    for r in f.refus:
        issue = ("information", "écartée") if r.ecartee else ("erreur", "refusée")
        yield nom, r.ligne, r.colonne, r.valeur, r.cause, *issue, 1
    for p in f.reparations:
        yield nom, p.ligne, p.colonne, p.exemple, p.regle, "reparation", "réparée", p.nombre
    for c in f.corrections:
        regle = f"correction : {c.motif}"
        yield nom, c.ligne, c.colonne, c.lu, regle, "information", "corrigée", 1


def abreger(journal: pd.DataFrame) -> pd.DataFrame:
    """Le journal d'un livrable : une ligne par fichier, colonne, règle et suite donnée.

    Colonnes : fichier, colonne, regle, gravite, action, nombre (de cas) et valeur (la première par
    ordre alphabétique). Aucun numéro de ligne : le même fichier, ses lignes mêlées, a le même
    journal ; le rapport de contrôle et `rejets/` disent chaque ligne.
    """
    # Sans pandas : de quelques lignes, ses groupes de textes coûtent plus que le tableau entier.
    groupes: dict[tuple[str, ...], tuple[int, str]] = {}
    lignes = journal[list(COLONNES_ABREGEES)].values.tolist()
    for fichier, gravite, regle, colonne, action, nombre, valeur in lignes:
        # D'un doublon, la règle nomme aussi la ligne qu'il répète.
        cle = (fichier, gravite, LIGNE_REPETEE.sub("", regle), colonne, action)
        cas, premiere = groupes.get(cle, (0, str(valeur)))
        groupes[cle] = (cas + nombre, min(premiere, str(valeur)))
    abrege = [(*cle, *groupes[cle]) for cle in sorted(groupes)]
    return pd.DataFrame(abrege, columns=list(COLONNES_ABREGEES))


def trop_de_refus(f: RapportFichier, dossier: Path) -> str:
    """Le message qui refuse un fichier : combien de lignes, les premières, que faire."""
    lignes = len({r.ligne for r in f.a_corriger})
    messages = [
        f"{dossier / f.fichier} : {lignes} lignes refusées sur {f.donnees}, "
        f"plus que la part admise ({f.part_refus_max:.0%}).".replace("%", " %")
    ]
    messages += [f"  - {_refus_en_texte(r)}." for r in f.a_corriger[:EXEMPLES]]
    if len(f.a_corriger) > EXEMPLES:
        messages.append(f"  … et {len(f.a_corriger) - EXEMPLES} autres cellules.")
    messages.append(
        "  À faire : corrigez le fichier source, ou les correspondances de dossier.yml."
    )
    return "\n".join(messages)


def _refus_en_texte(r: RefusCellule) -> str:
    ou = f", colonne « {r.colonne} »" if r.colonne else ""
    return (
        f"ligne {r.ligne}{ou} : « {r.valeur} », {r.cause} ; attendu : {r.attendu} ; "
        f"à faire : {r.remede}"
    )


def _texte_alertes(alertes: tuple[Alerte, ...]) -> Iterator[str]:
    """Les premières alertes de chaque règle, puis combien d'autres."""
    for regle, nombre in Counter(a.regle for a in alertes).items():
        siennes = [a for a in alertes if a.regle == regle]
        for a in siennes[:EXEMPLES]:
            ou = f"ligne {a.ligne}" if a.ligne else "fichier"
            yield f"  alerte  {ou}, {a.colonne} : « {a.valeur} », {regle} ; {a.explication}"
        if nombre > EXEMPLES:
            yield f"  … et au moins {nombre - EXEMPLES} autres alertes {regle}"


def _texte_fichier(f: RapportFichier) -> Iterator[str]:
    yield f"{f.fichier} (source {f.source}, modèle {f.modele})"
    yield (
        f"  {f.lues} lignes lues = {f.acceptees} acceptées + {f.refusees} refusées"
        f" (dont {f.ecartees} écartées par une règle)"
    )
    for cause, lignes in f.mises_a_part.items():
        debut = ", ".join(map(str, lignes[:EXEMPLES]))
        suite = ", …" if len(lignes) > EXEMPLES else ""
        yield f"  écarté  {cause} × {len(lignes)} (ligne {debut}{suite})"
    for r in f.reparations:
        ou = f"{r.colonne} : " if r.colonne else ""
        yield f"  réparé  {ou}{r.regle} × {r.nombre} (ligne {r.ligne}, « {r.exemple} »)"
    for c in f.corrections:
        yield (
            f"  corrigé ligne {c.ligne}, {c.colonne} : « {c.lu} » devient « {c.corrige} », "
            f"{c.motif} ({c.auteur}, {c.date})"
        )
    for refus in f.a_corriger[:EXEMPLES]:
        yield (
            f"  refusé  ligne {refus.ligne}, {refus.colonne or 'ligne entière'} : "
            f"« {refus.valeur} », {refus.cause} ; attendu : {refus.attendu} ; "
            f"à faire : {refus.remede}"
        )
    if len(f.a_corriger) > EXEMPLES:
        yield (f"  … et {len(f.a_corriger) - EXEMPLES} autres cellules, toutes dans rejets/")
    yield from _texte_alertes(f.alertes)
    vides = [c for c, part in f.couverture.items() if 0 < part < 0.5]
    if vides:
        yield f"  peu remplies (moins d'une ligne sur deux) : {', '.join(vides)}"
    if f.colonnes_ignorees:
        yield f"  colonnes non lues : {', '.join(f.colonnes_ignorees)}"
    if not f.conforme:
        yield f"  plus de {f.part_refus_max:.0%} de lignes refusées".replace("%", " %")
