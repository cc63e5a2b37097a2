"""Un dossier : le cas d'étude d'un territoire, décrit par `dossier.yml` et lu une fois."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import Field, StrictBool, StrictInt, model_validator

from carnets.agregats import Agregat, Calcul, Partage, Resultat, citations
from carnets.chemins import DOSSIERS
from carnets.erreurs import DonneesRefusees, RefusSecret, UsageIncorrect, suggestion
from carnets.lecture.corrections import NOM_FICHIER as FICHIER_CORRECTIONS
from carnets.lecture.corrections import lire_corrections
from carnets.lecture.lecteur import fichiers_de
from carnets.lecture.rapport import journal
from carnets.lecture.source import DEJA_PUBLIE, Carte, Source, Texte
from carnets.lecture.table_lue import TableLue
from carnets.lecture.territoires import territoires_des_quartiers
from carnets.lus import noter
from carnets.magasin import Magasin, repertoire_du_magasin
from carnets.schema_yaml import Schema, lire_yaml

__all__ = ["Carte", "Dossier", "Livrable", "Source", "Territoire", "charger_dossier"]

NOM_FICHIER = "dossier.yml"
TypeTerritoire = Literal[
    "france", "region", "departement", "epci", "ept", "commune", "zone_emploi",
    "unite_urbaine", "qpv", "secteur", "projet", "maitre_ouvrage", "operation", "autre",
]  # fmt: skip
# Dossiers de `data/` qui ne sont pas des cas d'étude.
_RESERVES = ("parametres", "dictionnaire", "referentiels")


class Territoire(Schema):
    """Un territoire du dossier ; `parent` est le code du territoire qui le contient."""

    code: Texte
    libelle: Texte
    type: TypeTerritoire
    parent: str | None = None


class Livrable(Schema):
    """Un livrable : un carnet, un territoire, une année (celle du dossier par défaut)."""

    carnet: Texte
    territoire: Texte
    annee: StrictInt = 0


class SourcesDesTerritoires(Schema):
    """Les deux sources d'où se tirent des milliers de territoires que nul n'écrirait à la main."""

    quartiers: Texte
    communes: Texte


class _Fiche(Schema):
    titre: Texte
    fictif: StrictBool
    annee: Annotated[StrictInt, Field(ge=1990, le=2100)]
    geographie: Literal["2015", "2024"]
    territoires: Annotated[tuple[Territoire, ...], Field(min_length=1)]
    territoires_de: SourcesDesTerritoires | None = None
    sources: dict[str, Source]
    # Ce que disent toutes les sources qui n'en disent pas autre chose.
    secret: str = ""
    carte: Carte | None = None
    conventions: dict[str, Any] = Field(default_factory=dict)
    livrables: tuple[Livrable, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _dire_aux_sources(cls, fiche: dict[str, Any]) -> dict[str, Any]:
        communs = {cle: fiche[cle] for cle in ("secret", "carte") if fiche.get(cle)}
        sources = fiche.get("sources")
        if not communs or not isinstance(sources, dict):
            return fiche
        dites = {n: {**communs, **s} if isinstance(s, dict) else s for n, s in sources.items()}
        return {**fiche, "sources": dites}

    @model_validator(mode="after")
    def _territoires_coherents(self) -> "_Fiche":
        codes = [t.code for t in self.territoires]
        doubles = sorted({c for c in codes if codes.count(c) > 1})
        if doubles:
            raise ValueError(f"le territoire « {doubles[0]} » est décrit deux fois ; gardez-en un.")
        vises = [t.parent for t in self.territoires if t.parent]
        if self.territoires_de is None:  # sinon, la liste n'est connue qu'une fois les sources lues
            vises += [livrable.territoire for livrable in self.livrables]
        for code in vises:
            if code not in codes:
                raise ValueError(
                    f"territoire « {code} » absent de la liste ; {suggestion(code, codes)}"
                )
        return self


_tenus: dict[str, "Dossier"] = {}


@dataclass(frozen=True)
class Dossier:
    """Un dossier chargé et contrôlé. Les tables sont conformes à leur modèle."""

    nom: str
    chemin: Path
    titre: str
    fictif: bool
    annee: int
    geographie: str
    territoires: tuple[Territoire, ...]
    sources: dict[str, Source]
    conventions: dict[str, Any]
    livrables: tuple[Livrable, ...]
    lectures: dict[str, TableLue]
    partage: Partage | None = field(default=None, repr=False, compare=False)
    """Où d'autres processus tiennent les résultats d'un agrégat ; sans elle, chacun calcule."""

    _agregats: dict[Agregat, Resultat] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def confidentiel(self) -> bool:
        """Vrai si une de ses sources n'est pas déjà publiée : des microdonnées à protéger."""
        return any(source.secret != DEJA_PUBLIE for source in self.sources.values())

    def territoire(self, code: str) -> Territoire:
        """Le territoire `code` ; UsageIncorrect, avec les plus proches, s'il est inconnu."""
        trouve = self._par_code.get(code)
        if trouve is None:
            proche = suggestion(code, [t.code for t in self.territoires])
            raise UsageIncorrect(
                f"Territoire inconnu du dossier {self.nom} : « {code} » ; {proche}"
            )
        return trouve

    def au_dessus(self, territoire: Territoire) -> tuple[Territoire, ...]:
        """Les territoires qui contiennent celui-ci, du plus proche au plus large."""
        if territoire.parent is None:
            return ()
        parent = self.territoire(territoire.parent)
        return (parent, *self.au_dessus(parent))

    def indexer(self) -> None:
        """Fait d'avance ce que chaque carnet ferait : les processus à venir en héritent."""
        _ = self._par_code, self._libelles

    @property
    def libelles(self) -> Mapping[str, str]:
        """Code → libellé de chaque territoire, en lecture seule."""
        return MappingProxyType(self._libelles)

    @cached_property
    def _libelles(self) -> dict[str, str]:
        return {t.code: t.libelle for t in self.territoires}

    @cached_property
    def _par_code(self) -> dict[str, Territoire]:
        return {t.code: t for t in self.territoires}

    def exiger_annee(self, annee: int) -> int:
        """Cette année, si le dossier ou l'un de ses livrables la porte ; sinon UsageIncorrect."""
        annees = sorted({self.annee, *(livrable.annee for livrable in self.livrables)})
        if annee not in annees:
            connues = ", ".join(map(str, annees))
            raise UsageIncorrect(
                f"Année {annee} absente du dossier {self.nom} ; années disponibles : {connues}. "
                "Corrigez le paramètre « annee »."
            )
        return annee

    def source(self, nom: str) -> Source:
        """La source `nom` ; UsageIncorrect, avec les plus proches, si elle est inconnue."""
        if nom not in self.sources:
            proche = suggestion(nom, sorted(self.sources)) if self.sources else "il n'en a aucune."
            raise UsageIncorrect(f"Source inconnue du dossier {self.nom} : « {nom} » ; {proche}")
        return self.sources[nom]

    def table(self, nom: str) -> pd.DataFrame:
        """Une copie de la table de la source `nom`, conforme à son modèle.

        Le livrable sera refait dès qu'une ligne change : `lignes` ne retient que les siennes.
        """
        noter("table", nom)
        return self.lectures[self.source(nom).nom].table.copy()

    def lignes(self, nom: str, colonne: str, valeurs: Iterable[str]) -> pd.DataFrame:
        """Les lignes de la source `nom` où `colonne` vaut l'une des `valeurs`, sur une copie.

        Seules ces lignes engagent le livrable : un autre territoire peut changer sans qu'il soit
        à refaire. UsageIncorrect si la source ou la colonne est inconnue.
        """
        lue = self.lectures[self.source(nom).nom]
        retenues = list(valeurs)
        for valeur in retenues:
            noter("lignes", nom, colonne, valeur)
        return lue.tranche(ou={colonne: retenues})

    def agregat(
        self,
        calcul: Calcul,
        *sources: str,
        ou: Mapping[str, Iterable[object]] | None = None,
        **arguments: object,
    ) -> pd.DataFrame:
        """Le cadre que `calcul` tire de tables entières ; voir `Etude.agregat`."""
        demande = Agregat.de(calcul, [self.source(nom).nom for nom in sources], arguments)
        if ou is None:
            noter("agregat", *demande)
            return self.resultat(demande).cadre.copy()
        citees = citations(ou)
        for citation in citees:
            noter("agregat", *demande, *citation)
        return self.resultat(demande).citees(citees)

    def resultat(self, demande: Agregat) -> Resultat:
        """Le résultat entier d'un agrégat, calculé une fois ; partagé : à ne pas modifier."""
        if demande not in self._agregats:
            self._agregats[demande] = self.calculer(demande)
        return self._agregats[demande]

    def calculer(self, demande: Agregat) -> Resultat:
        """Le résultat d'un agrégat, sans le garder."""

        def calcul() -> Resultat:
            return demande.calculer([self.lectures[nom].table for nom in demande.noms])

        return self.partage(demande, calcul) if self.partage else calcul()

    def couverture(self, nom: str) -> tuple[int, dict[str, int]]:
        """Nombre de lignes de la source `nom`, et cases renseignées de chaque colonne."""
        noter("couverture", nom)
        lue = self.lectures[self.source(nom).nom]
        return lue.nombre, lue.remplies()

    def totaux(self, nom: str) -> list[dict[str, float]]:
        """Les nombres de chaque ligne de total de la source `nom`, mise à part à la lecture."""
        noter("table", nom)
        comptes = self.lectures[self.source(nom).nom].comptes
        return [valeurs for compte in comptes for _, valeurs in compte.totaux]

    def fichiers(self) -> tuple[Path, ...]:
        """Tous les fichiers lus, `dossier.yml` d'abord."""
        lus = [f for source in self.sources.values() for f in fichiers_de(self.chemin, source)]
        corrections = self.chemin / FICHIER_CORRECTIONS
        reglages = [corrections] if corrections.is_file() else []
        return (self.chemin / NOM_FICHIER, *reglages, *sorted(set(lus)))

    @property
    def journal(self) -> pd.DataFrame:
        """Journal de qualité : fichier, ligne, colonne, valeur, regle, gravite, action, nombre."""
        noter("journal")
        return journal(tuple(c for lue in self.lectures.values() for c in lue.comptes))


def ouvrir_magasin(nom_ou_chemin: str | Path, repertoire: Path | None = None) -> Magasin:
    """Le magasin d'un dossier ; par défaut dans `.magasin/`, à côté de `dossier.yml`."""
    chemin = trouver_dossier(nom_ou_chemin)
    sources = lire_fiche(chemin).sources
    return Magasin(chemin, repertoire or repertoire_du_magasin(chemin), sources)


def charger_dossier(nom_ou_chemin: str | Path) -> Dossier:
    """Charge et contrôle un dossier : un nom sous `data/`, ou un répertoire avec dossier.yml.

    UsageIncorrect si le dossier est inconnu ; DonneesRefusees si sa fiche ou une donnée est
    mauvaise.
    """
    if str(nom_ou_chemin) in _tenus:
        return _tenus[str(nom_ou_chemin)]
    chemin = trouver_dossier(nom_ou_chemin)
    fiche = lire_fiche(chemin)
    magasin = Magasin(chemin, repertoire_du_magasin(chemin), fiche.sources)
    lectures = {nom: magasin.lire(nom) for nom in fiche.sources}
    for lue in lectures.values():
        lue.exiger_conforme()
    if rompues := magasin.liens_rompus(lectures):
        raise DonneesRefusees("\n".join(rompues))
    tires = _territoires_tires(chemin, fiche.territoires_de, lectures)
    return Dossier(
        nom=chemin.name,
        chemin=chemin,
        titre=fiche.titre,
        fictif=fiche.fictif,
        annee=fiche.annee,
        geographie=fiche.geographie,
        territoires=(*fiche.territoires, *tires),
        sources=fiche.sources,
        conventions=fiche.conventions,
        livrables=fiche.livrables,
        lectures=lectures,
    )


def _territoires_tires(
    chemin: Path, de: SourcesDesTerritoires | None, lectures: Mapping[str, TableLue]
) -> tuple[Territoire, ...]:
    """Les territoires que disent les sources nommées par `territoires_de`."""
    if de is None:
        return ()
    for nom in (de.quartiers, de.communes):
        if nom not in lectures:
            proche = suggestion(nom, sorted(lectures)) if lectures else "il n'en a aucune."
            raise UsageIncorrect(
                f"{chemin / NOM_FICHIER} : « territoires_de » nomme la source inconnue « {nom} » ; "
                f"{proche}"
            )
    quartiers, communes = lectures[de.quartiers].table, lectures[de.communes].table
    return tuple(
        Territoire.model_validate(t._asdict())
        for t in territoires_des_quartiers(quartiers, communes)
    )


def tenir(dossiers: Mapping[str, Dossier]) -> None:
    """Garde des dossiers déjà chargés : `charger_dossier` les rendra sans les relire.

    Un lot lit ainsi ses données une fois, et tous ses livrables en disent la même chose. Ceux
    d'un lot précédent sont oubliés.
    """
    _tenus.clear()
    _tenus.update(dossiers)
    for dossier in dossiers.values():
        dossier.indexer()


def lire_fiche(chemin: Path) -> _Fiche:
    """La fiche `dossier.yml`, sources nommées et livrables datés ; aucune donnée n'est lue."""
    fiche = lire_yaml(chemin / NOM_FICHIER, _Fiche)
    for correction in lire_corrections(chemin):
        if correction.source not in fiche.sources:
            proche = suggestion(correction.source, sorted(fiche.sources))
            raise DonneesRefusees(
                f"{chemin / FICHIER_CORRECTIONS} : source inconnue « {correction.source} » ; "
                f"{proche}"
            )
    for nom, source in fiche.sources.items():
        if not source.secret:
            raise RefusSecret(
                f"{chemin / NOM_FICHIER} : la source « {nom} » n'a pas de règle de secret : "
                "« secret: » y est absent, donc rien ne sera publié. Ajoutez-le ; pour des "
                f"chiffres que leur producteur a déjà publiés, écrivez « secret: {DEJA_PUBLIE} »."
            )
    sources = {nom: s.model_copy(update={"nom": nom}) for nom, s in fiche.sources.items()}
    livrables = tuple(
        livrable if livrable.annee else livrable.model_copy(update={"annee": fiche.annee})
        for livrable in fiche.livrables
    )
    return fiche.model_copy(update={"sources": sources, "livrables": livrables})


def trouver_dossier(nom_ou_chemin: str | Path) -> Path:
    """Le répertoire d'un dossier. Un chemin qui contient dossier.yml vaut un nom sous `data/`."""
    direct = Path(nom_ou_chemin)
    for candidat in (DOSSIERS / direct, direct):
        # os.path, et non Path : un nom trop long pour le système n'est pas une panne.
        if str(nom_ou_chemin).strip() and os.path.isfile(candidat / NOM_FICHIER):  # noqa: PTH113
            return candidat.resolve()
    if os.path.isdir(direct):  # noqa: PTH112
        raise UsageIncorrect(
            f"{direct} ne contient pas de {NOM_FICHIER} ; créez-le avec carnets nouveau."
        )
    connus = dossiers_connus()
    proche = suggestion(direct.name, connus) if connus else f"aucun dossier dans {DOSSIERS}."
    raise UsageIncorrect(f"Dossier inconnu : « {nom_ou_chemin} » ; {proche}")


def dossiers_connus() -> list[str]:
    """Les noms des dossiers de `data/`."""
    fiches = DOSSIERS.glob(f"*/{NOM_FICHIER}")
    return sorted(f.parent.name for f in fiches if f.parent.name not in _RESERVES)
