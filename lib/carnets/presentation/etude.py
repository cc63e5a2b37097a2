"""Une étude : un dossier, un territoire, une année ; ce qu'un carnet a sous la main."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from carnets.agregats import Calcul
from carnets.dossier import Dossier, Territoire, charger_dossier
from carnets.erreurs import UsageIncorrect
from carnets.lecture.geographie import referentiel
from carnets.presentation.natures import fusions_du_dictionnaire, natures_du_dictionnaire
from carnets.presentation.nombres import INSECABLE
from carnets.secret import Diffusable, Fusion, Hierarchie, Nature, Table, declarer, seance
from carnets.secret.ajustement import regle_ajustee
from carnets.secret.regles import la_plus_stricte


@dataclass(frozen=True)
class Etude:
    """Dossier ouvert sur un territoire et une année."""

    dossier: Dossier
    territoire: Territoire
    annee: int

    @property
    def periode(self) -> str:
        """L'année, telle que l'écrivent les tables longues."""
        return str(self.annee)

    def exiger(self, *types: str, microdonnees: Sequence[str] = ()) -> "Etude":
        """Cette étude, si le territoire est d'un de ces types ; sinon `UsageIncorrect`.

        `microdonnees` : types admis en plus d'un dossier de microdonnées. Écrits en toutes lettres
        dans un carnet, ils disent aussi quels territoires « tous » désigne dans un lot.
        """
        admis = {*types, *(microdonnees if self.dossier.confidentiel else ())}
        if self.territoire.type not in admis:
            possibles = [t.code for t in self.dossier.territoires if t.type in admis]
            raise UsageIncorrect(
                f"Ce carnet ne se rend pas pour « {self.territoire.code} » "
                f"({self.territoire.type}) ; territoires possibles : {', '.join(possibles)}."
            )
        return self

    def table(self, source: str) -> pd.DataFrame:
        """Table d'une source, conforme à son modèle."""
        return self.dossier.table(source)

    def lignes(self, source: str, colonne: str, *valeurs: str) -> pd.DataFrame:
        """Lignes d'une source où `colonne` vaut l'une des `valeurs`, ou le territoire de l'étude.

        Un livrable qui ne lit que ces lignes n'est pas refait quand les autres changent.
        """
        return self.dossier.lignes(source, colonne, valeurs or (self.territoire.code,))

    def agregat(
        self,
        calcul: Calcul,
        *sources: str,
        ou: Mapping[str, Iterable[object]] | None = None,
        **arguments: object,
    ) -> pd.DataFrame:
        """Le cadre que `calcul` tire de tables entières, réduit aux lignes que l'étude cite.

        `calcul` : une fonction publique de `carnets.indicateurs` ; elle reçoit la table de chaque
        source, triée par clé, puis `arguments` (textes, nombres, listes). Elle est appelée une
        fois par lot. `ou` : colonne du résultat → valeurs gardées (comparées en texte) ; le
        livrable n'est refait que si ces lignes changent, ou, sans `ou`, si le résultat change.
        """
        return self.dossier.agregat(calcul, *sources, ou=ou, **arguments)

    @staticmethod
    def referentiel(nom: str) -> pd.DataFrame:
        """Un référentiel géographique du projet (`departements`, `regions`, `epci`)."""
        return referentiel(nom)

    def declarer(
        self,
        nom: str,
        table: pd.DataFrame,
        *sources: str,
        dimensions: tuple[str, ...] = ("modalite",),
        contributions: pd.DataFrame | None = None,
        natures: Mapping[str, Nature] | None = None,
        voisines: pd.DataFrame | None = None,
    ) -> Table:
        """Une table à publier, sous la plus stricte des règles de ses sources.

        La nature de chaque indicateur est celle du dictionnaire, ou de `natures`. `voisines` :
        lignes d'autres territoires, que la table ne montre pas et ne doit pas trahir. Lève
        `RefusSecret` (voir `carnets.secret.declarer`).
        """
        citees = [self.dossier.source(source) for source in sources]
        regles = [regle_ajustee(s.secret, s.ajustement_secret, source=s.nom) for s in citees]
        return declarer(
            nom,
            table,
            source=" + ".join(sources),
            regle=la_plus_stricte(regles, source=" + ".join(sources)),
            natures={**natures_du_dictionnaire(table["indicateur"]), **(natures or {})},
            dimensions=dimensions,
            contributions=contributions,
            territoires=self.dossier.libelles,
            voisines=voisines,
        )

    def publier(self, table: pd.DataFrame, *sources: str) -> Diffusable:
        """Passe une table longue, seule, par le secret statistique.

        Pour des chiffres déjà publiés, autant de fois qu'il faut. Une table à protéger passe avec
        toutes les autres du livrable, par `publier_ensemble` : lève `RefusSecret` sinon.
        """
        nom = f"{' + '.join(sources)} ({seance.rang()})"
        return self.publier_ensemble(self.declarer(nom, table, *sources))[nom]

    def publier_ensemble(
        self,
        *tables: Table,
        hierarchies: Iterable[Hierarchie] = (),
        fusions: Iterable[Fusion] = (),
        conseil: bool = True,
    ) -> Mapping[str, Diffusable]:
        """Passe les tables d'un livrable, ensemble, par le secret statistique.

        Elles sont masquées puis attaquées comme un seul système, avec ce que d'autres livrables
        ont déjà montré. Les modalités que `fusions`, puis le dictionnaire, permettent de réunir le
        sont plutôt que d'être cachées. Lève `RefusSecret` si l'attaque retrouve une cellule, ou si
        des tables protégées ont déjà été publiées par ce carnet ; `conseil` : le refus dit ce qui
        suffirait (faux si l'appelant a son repli : le chercher prend du temps).
        """
        permises = (*fusions, *fusions_du_dictionnaire(tables))
        return seance.publier_ensemble(
            tables, hierarchies=hierarchies, fusions=permises, conseil=conseil
        )

    def citer(self, *sources: str) -> str:
        """Ligne de source d'un tableau : producteur, document, lignes."""
        cartes = [self.dossier.source(nom).carte for nom in sources]
        textes = dict.fromkeys(
            f"{c.producteur}, {c.document}, {c.date.year}{_lignes(c.lignes)}" for c in cartes
        )
        return f"{INSECABLE}; ".join(textes) + "."


def _lignes(lignes: str) -> str:
    """Les lignes citées d'un document ; rien à dire d'un fichier lu en entier."""
    return f", lignes {lignes}" if lignes and lignes != "toutes" else ""


def ouvrir(dossier: str | Path, *, territoire: str, annee: int) -> Etude:
    """Ouvre un dossier sur un territoire et une année.

    Lève `UsageIncorrect` si le dossier, le territoire ou l'année y sont inconnus, et
    `DonneesRefusees` si une donnée n'est pas lisible.
    """
    seance.recommencer()
    return etudier(charger_dossier(dossier), territoire=territoire, annee=annee)


def etudier(dossier: Dossier, *, territoire: str, annee: int) -> Etude:
    """Étude d'un dossier déjà chargé ; mêmes contrôles que `ouvrir`."""
    return Etude(dossier, dossier.territoire(territoire), dossier.exiger_annee(annee))


def parametres_lus(etude: Etude, **autres: Any) -> dict[str, str]:
    """Paramètres de l'exécution, en texte, pour l'annexe et le reçu."""
    return {
        "dossier": etude.dossier.nom,
        "territoire": etude.territoire.code,
        "annee": str(etude.annee),
        **{nom: str(valeur) for nom, valeur in autres.items()},
    }
