"""Le bilan d'insertion de microdonnées : toutes ses tables, publiées ensemble."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from carnets.dictionnaire import indicateur
from carnets.indicateurs import clauses, etp
from carnets.indicateurs.cadre import empiler
from carnets.presentation.bilan.decoupes import decoupes
from carnets.presentation.bilan.emboitements import DES_CONTRATS, DES_PERSONNES, emboitements
from carnets.presentation.bilan.engagements import publier_engagements
from carnets.presentation.bilan.niveaux import COMPTES, niveaux
from carnets.presentation.bilan.perimetre import Perimetre
from carnets.presentation.bilan.reperes import mois_en_lettres
from carnets.presentation.bilan.temps import paliers, par_annee, par_palier
from carnets.presentation.bilan.voisinage import Voisinage
from carnets.presentation.textes import Lecture, lire
from carnets.secret import Diffusable, Hierarchie, ProtectionImpossible, Table

MOYENNES = (
    "duree_moyenne_contrats", "duree_mediane_contrats", "mois_par_personne",
    "employeurs_par_personne",
)  # fmt: skip

DISPENSABLES = (
    "annees", "sorties", "contrats_par_type", "personnes_par_public", "personnes_par_statut_social",
    "adresses", "heures_par_modalite", "heures_par_sexe", "personnes_par_niveau",
    "personnes_par_age", "personnes_par_sexe",
)  # fmt: skip
"""Débuts du nom des tables dont un bilan se passe, la première d'abord."""


@dataclass(frozen=True)
class Bilan:
    """Les tables publiées d'un bilan, par nom, et ce qu'il faut pour les lire."""

    tables: Mapping[str, Diffusable]
    annees: tuple[str, ...]
    cumul: str
    perimetre: Perimetre

    def __getitem__(self, nom: str) -> Diffusable:
        return self.tables[nom]

    def __contains__(self, nom: str) -> bool:
        return nom in self.tables

    @property
    def code(self) -> str:
        """Le territoire du bilan."""
        return self.perimetre.code

    @property
    def arrete(self) -> str:
        """Dernier mois du bilan, en lettres."""
        return mois_en_lettres(self.perimetre.dernier_mois)

    @property
    def adresses(self) -> Diffusable | None:
        """Personnes et heures par adresse à l'entrée, avec leur part ; None si non publiées."""
        if "adresses" not in self:
            return None
        return (
            self["adresses"]
            .avec_parts("beneficiaires", "part_du_total")
            .avec_parts("heures_realisees", "part_heures_par_modalite")
        )

    def lire(self, table: str | Diffusable | None, nom: str, **filtres: str) -> Lecture:
        """Une valeur publiée du périmètre, ou du `territoire` nommé, dans une table du bilan.

        D'une découpe trop petite pour être publiée, la valeur est secrète.
        """
        donnees = self.tables.get(table) if isinstance(table, str) else table
        if donnees is None:
            fiche = indicateur(nom)
            return Lecture(float("nan"), "secret", fiche.unite, fiche.decimales)
        return lire(donnees, nom, **{"territoire": self.code, **filtres})

    def parts(self, table: str, de: str) -> Diffusable | None:
        """Une découpe et la part de chaque modalité ; None si elle n'a pu être publiée."""
        return self[table].avec_parts(de, "part_du_total") if table in self else None

    def citer(self, *sources: str) -> str:
        """La ligne de source de ces tables."""
        return self.perimetre.etude.citer(*sources)

    @property
    def au_dessus_des_lots(self) -> list[str]:
        """Le périmètre, puis ses niveaux jusqu'aux opérations : ce qui tient dans un graphique."""
        lots, etages = set(self.perimetre.lots), self.perimetre.etages
        ordre = [self.code]
        for haut in etages.get(self.code, ()):
            ordre += [haut, *etages.get(haut, ())]
        ordre += self.perimetre.rattachement["territoire"].tolist()
        return [code for code in dict.fromkeys(ordre) if code not in lots]

    @property
    def libelles_de_niveau(self) -> dict[str, str]:
        """Nom des niveaux, un tiret devant ce qui est sous une partie du périmètre."""
        noms = self["territoires"].territoires
        dessus = {self.code, *self.parties}
        return {
            code: noms.get(code, code) if code in dessus else f"– {noms.get(code, code)}"
            for code in self.au_dessus_des_lots
        }

    def mois_de(self, an: str) -> int:
        """Nombre de mois d'une année que couvre le bilan."""
        premier = self.perimetre.premier_mois
        debut = int(premier[5:]) if premier.startswith(an) else 1
        fin = self.perimetre.mois_de_l_annee if an == self.annees[-1] else 12
        return fin - debut + 1

    @property
    def personnes_en_trop(self) -> int | None:
        """Ce qu'une addition des parties compterait de trop ; None si une valeur est cachée."""
        lues = [
            self.lire("territoires", "beneficiaires", territoire=t)
            for t in (self.code, *self.parties)
        ]
        if any(lu.etat != "ok" for lu in lues):
            return None
        return round(sum(lu.valeur for lu in lues[1:]) - lues[0].valeur)

    @property
    def parties(self) -> tuple[str, ...]:
        """Les territoires du premier niveau sous le périmètre."""
        return self.perimetre.etages.get(self.perimetre.code, ())


def publier_bilan(lieu: Perimetre, conventions: Mapping[str, float]) -> Bilan:
    """Compte, protège et publie le bilan d'un périmètre, en un seul système.

    Rien n'est montré que ce système n'ait protégé : profils au seul niveau du périmètre, heures et
    personnes à chaque niveau, deux années et le cumul depuis l'origine, heures par palier de mois.
    Lève `RefusSecret` si la protection ne tient pas.
    """
    annee, origine = lieu.etude.annee, lieu.premier_mois
    annees = tuple(str(a) for a in range(int(origine[:4]), annee + 1)) or (str(annee),)
    cumul = f"{annees[0]}-{annees[-1]}" if len(annees) > 1 else annees[0]
    releve = lieu.releve(origine, lieu.dernier_mois, cumul)
    table = clauses.tous(releve)
    ici = table[table["territoire"] == lieu.code]
    reunis, autour = paliers(lieu), Voisinage(lieu, annees, cumul)
    declarees = [
        *niveaux(lieu, releve, table, autour),
        *decoupes(lieu, releve, ici, autour),
        *([par_annee(lieu, annees, COMPTES, autour)] if len(annees) > 1 else []),
        par_palier(lieu, reunis, releve),
        *_comptes(lieu, ici, conventions),
    ]
    engagements = publier_engagements(lieu, cumul)
    emboites = emboitements(lieu, annees, cumul, reunis.mois)
    livre = _publier(lieu, declarees, emboites)
    return Bilan({**livre, **engagements}, annees, cumul, lieu)


def _publier(
    lieu: Perimetre, declarees: Sequence[Table], emboites: Sequence[Hierarchie]
) -> Mapping[str, Diffusable]:
    """Publie tout, ou ce qui reste protégeable sans les tables dont un bilan peut se passer.

    Un petit périmètre a des découpes que même tout masquer ne protège pas, seules ou à côté de ce
    que les livrables voisins ont montré : celles en cause sont retirées, sinon la première de
    `DISPENSABLES`, et la partie qui les montrait dit leur absence.
    """
    retenues = list(declarees)
    while any(_rang(table) < len(DISPENSABLES) for table in retenues):
        try:
            return lieu.etude.publier_ensemble(*retenues, hierarchies=emboites, conseil=False)
        except ProtectionImpossible as refus:
            en_cause = [t for t in retenues if t.nom in refus.tables]
            if not en_cause or any(_rang(t) == len(DISPENSABLES) for t in en_cause):
                premier = min(map(_rang, retenues))
                en_cause = [t for t in retenues if _rang(t) == premier]
            noms = {t.nom for t in en_cause}
            retenues = [t for t in retenues if t.nom not in noms]
    return lieu.etude.publier_ensemble(*retenues, hierarchies=emboites)


def _rang(table: Table) -> int:
    """Place d'une table parmi celles dont on se passe ; leur nombre si l'on ne s'en passe pas."""
    debuts = (rang for rang, nom in enumerate(DISPENSABLES) if table.nom.startswith(nom))
    return next(debuts, len(DISPENSABLES))


def _comptes(lieu: Perimetre, ici: pd.DataFrame, conventions: Mapping[str, float]) -> list[Table]:
    """Comptes de personnes et de contrats, moyennes, équivalents temps plein."""
    comptes = ici[ici["indicateur"].isin([*DES_PERSONNES, *DES_CONTRATS])]
    # Le numérateur d'une moyenne (jours, mois) redonnerait ce que la moyenne arrondie tait.
    moyennes = ici[ici["indicateur"].isin(MOYENNES)].assign(numerateur=float("nan"))
    return [
        lieu.declarer("comptes", empiler([comptes, moyennes])),
        lieu.declarer("etp", etp.etp_de_table(ici, conventions=conventions), "convention"),
    ]
