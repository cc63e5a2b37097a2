"""Une étude : un dossier, un territoire, une année ; ce qu'un carnet a sous la main."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from carnets.dossier import Dossier, Territoire, charger_dossier
from carnets.erreurs import RefusSecret, UsageIncorrect
from carnets.presentation.nombres import INSECABLE
from carnets.secret import Diffusable, publier


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

    def exiger(self, *types: str) -> "Etude":
        """Cette étude, si le territoire est d'un de ces types ; sinon `UsageIncorrect`."""
        if self.territoire.type not in types:
            possibles = [t.code for t in self.dossier.territoires if t.type in types]
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

    def publier(self, table: pd.DataFrame, *sources: str) -> Diffusable:
        """Passe une table longue par le secret statistique, sous la règle de ses sources.

        Lève `RefusSecret` si ses sources n'ont pas la même règle : il n'y a alors pas de règle
        qui vaille pour la table entière.
        """
        regles = {self.dossier.source(nom).secret for nom in sources}
        if len(regles) != 1:
            raise RefusSecret(
                f"Les sources {', '.join(sources)} n'ont pas la même règle de secret "
                f"({', '.join(sorted(map(str, regles)))}) : publiez-les en tables distinctes."
            )
        return publier(
            table,
            source=" + ".join(sources),
            regle=regles.pop(),
            territoires={t.code: t.libelle for t in self.dossier.territoires},
        )

    def citer(self, *sources: str) -> str:
        """Ligne de source d'un tableau : producteur, document, lignes."""
        cartes = [self.dossier.source(nom).carte for nom in sources]
        return f"{INSECABLE}; ".join(
            f"{c.producteur}, {c.document}, {c.date.year}, lignes {c.lignes}." for c in cartes
        ).replace(f".{INSECABLE};", f"{INSECABLE};")


def ouvrir(dossier: str | Path, *, territoire: str, annee: int) -> Etude:
    """Ouvre un dossier sur un territoire et une année.

    Lève `UsageIncorrect` si le dossier, le territoire ou l'année y sont inconnus, et
    `DonneesRefusees` si une donnée n'est pas lisible.
    """
    return etudier(charger_dossier(dossier), territoire=territoire, annee=annee)


def etudier(dossier: Dossier, *, territoire: str, annee: int) -> Etude:
    """Étude d'un dossier déjà chargé ; mêmes contrôles que `ouvrir`."""
    annees = sorted({dossier.annee, *(livrable.annee for livrable in dossier.livrables)})
    if annee not in annees:
        connues = ", ".join(map(str, annees))
        raise UsageIncorrect(
            f"Année {annee} absente du dossier {dossier.nom} ; années disponibles : {connues}. "
            "Corrigez le paramètre « annee »."
        )
    return Etude(dossier, dossier.territoire(territoire), annee)


def parametres_lus(etude: Etude, **autres: Any) -> dict[str, str]:
    """Paramètres de l'exécution, en texte, pour l'annexe et le reçu."""
    return {
        "dossier": etude.dossier.nom,
        "territoire": etude.territoire.code,
        "annee": str(etude.annee),
        **{nom: str(valeur) for nom, valeur in autres.items()},
    }
