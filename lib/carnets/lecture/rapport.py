"""Rapport de contrôle d'un dossier : données, texte français, JSON, et refus écrits en CSV."""

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from carnets.inerte import inerte
from carnets.lecture.alertes import Alerte, alertes
from carnets.lecture.brute import RefusCellule
from carnets.lecture.controle import Controle, Reparation
from carnets.lecture.lecteur import Lecture

_EXEMPLES = 5


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
        contenu = {**asdict(self), "conforme": self.conforme}
        return json.dumps(contenu, ensure_ascii=False, indent=2)

    def en_texte(self) -> str:
        """Le rapport pour une personne."""
        lignes = [f"Contrôle du dossier {self.dossier}"]
        for fichier in self.fichiers:
            lignes += ["", *_texte_fichier(fichier)]
        lignes += [f"\nÀ relire : {avertissement}." for avertissement in self.avertissements]
        lignes += [f"\nErreur : {erreur}" for erreur in self.erreurs]
        lignes.append("\nDossier conforme." if self.conforme else "\nDossier refusé.")
        return "\n".join(lignes)

    def ecrire_rejets(self, repertoire: Path) -> tuple[Path, ...]:
        """Écrit `rejets/<fichier>.csv` pour chaque fichier qui a des refus ; rend les chemins."""
        ecrits = []
        for fichier in self.fichiers:
            if fichier.refus:
                chemin = repertoire / "rejets" / f"{fichier.source}-{fichier.fichier}.csv"
                chemin.parent.mkdir(parents=True, exist_ok=True)
                _ecrire_refus(chemin, fichier.refus)
                ecrits.append(chemin)
        return tuple(ecrits)


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
    )


def _texte_fichier(f: RapportFichier) -> Iterator[str]:
    yield f"{f.fichier} (source {f.source}, modèle {f.modele})"
    yield (
        f"  {f.lues} lignes lues = {f.acceptees} acceptées + {f.refusees} refusées"
        f" (dont {f.ecartees} écartées par une règle)"
    )
    for r in f.reparations:
        ou = f"{r.colonne} : " if r.colonne else ""
        yield f"  réparé  {ou}{r.regle} × {r.nombre} (ligne {r.ligne}, « {r.exemple} »)"
    a_corriger = [r for r in f.refus if not r.ecartee]
    for refus in a_corriger[:_EXEMPLES]:
        yield (
            f"  refusé  ligne {refus.ligne}, {refus.colonne or 'ligne entière'} : "
            f"« {refus.valeur} », {refus.cause} ; attendu : {refus.attendu} ; "
            f"à faire : {refus.remede}"
        )
    if len(a_corriger) > _EXEMPLES:
        yield f"  … et {len(a_corriger) - _EXEMPLES} autres cellules, dans rejets/"
    for a in f.alertes:
        yield (
            f"  alerte  ligne {a.ligne}, {a.colonne} : « {a.valeur} », {a.regle} ; {a.explication}"
        )
    vides = [c for c, part in f.couverture.items() if 0 < part < 0.5]
    if vides:
        yield f"  peu remplies (moins d'une ligne sur deux) : {', '.join(vides)}"
    if f.colonnes_ignorees:
        yield f"  colonnes non lues : {', '.join(f.colonnes_ignorees)}"
    if not f.conforme:
        yield f"  plus de {f.part_refus_max:.0%} de lignes refusées".replace("%", " %")


def _ecrire_refus(chemin: Path, refus: tuple[RefusCellule, ...]) -> None:
    """Refus en CSV pour tableur ; une cellule qui commencerait une formule est neutralisée."""
    with chemin.open("w", encoding="utf-8-sig", newline="") as sortie:
        ecrivain = csv.writer(sortie, delimiter=";")
        ecrivain.writerow(["ligne", "colonne", "valeur", "cause", "attendu", "remede", "ecartee"])
        for r in refus:
            cellules = [r.colonne, r.valeur, r.cause, r.attendu, r.remede]
            textes = [inerte(cellule) for cellule in cellules]
            ecrivain.writerow([r.ligne, *textes, "oui" if r.ecartee else "non"])
