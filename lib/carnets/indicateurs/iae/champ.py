"""Deux années d'états mensuels se comparent-elles (IA-11) ? Ce que chacune couvre."""

from dataclasses import dataclass

import pandas as pd

from carnets.indicateurs.iae.asp import annexes_comptees

STRUCTURE = ["structure_siret_actualise", "type_siae"]
EFFET = ["af_date_debut_effet_v2", "af_date_fin_effet_v2"]


@dataclass(frozen=True)
class Couverture:
    """Ce qu'une année couvre et l'autre non ; tout vide, les deux ont le même champ.

    `mois`, `departements` : ceux qui n'ont d'heures que l'une des deux années. `structures_muettes`
    : vrai si une structure conventionnée les deux années n'a d'heures que l'une. `sans_reperes` :
    vrai si des annexes n'ont pas de SIRET ou de dates d'effet, et qu'on ne peut donc pas le savoir.
    """

    mois: tuple[int, ...]
    departements: tuple[str, ...]
    structures_muettes: bool
    sans_reperes: bool

    @property
    def constante(self) -> bool:
        """Vrai si les deux années ont le même champ."""
        return not (self.mois or self.departements or self.structures_muettes or self.sans_reperes)


def comparer_couverture(lignes: pd.DataFrame, annexes: pd.DataFrame, *, annee: int) -> Couverture:
    """Ce que `annee` et l'année d'avant ne couvrent pas toutes deux.

    Une structure qui ouvre ou ferme change l'offre : ses heures comptent. Celle qui, conventionnée
    les deux années, n'en déclare que l'une n'a pas changé l'offre : il manque des états, et la
    comparaison serait celle de deux saisies.

    Colonnes lues : `annee, mois, code_departement, emi_afi_id` (table de `rassembler`) ; celles du
    modèle `asp_annexe_financiere`.
    """
    apres, avant = (lignes[lignes["annee"] == a] for a in (annee, annee - 1))
    seuls = {
        colonne: set(apres[colonne]) ^ set(avant[colonne])
        for colonne in ("mois", "code_departement")
    }
    muettes, sans_reperes = _structures(lignes, annexes, annee)
    return Couverture(
        mois=tuple(sorted(int(m) for m in seuls["mois"])),
        departements=tuple(sorted(str(d) for d in seuls["code_departement"])),
        structures_muettes=muettes,
        sans_reperes=sans_reperes,
    )


def _structures(lignes: pd.DataFrame, annexes: pd.DataFrame, annee: int) -> tuple[bool, bool]:
    """Une structure conventionnée deux ans se tait-elle l'un d'eux ? Peut-on le savoir ?"""
    actives = lignes.loc[lignes["annee"].isin([annee - 1, annee]), ["annee", "emi_afi_id"]]
    comptees = annexes_comptees(annexes)
    servies = comptees[comptees["af_id_annexe_financiere"].isin(actives["emi_afi_id"])]
    if servies[[*STRUCTURE, *EFFET]].isna().any().any():
        return False, True
    travaille = actives.drop_duplicates().merge(
        servies, left_on="emi_afi_id", right_on="af_id_annexe_financiere", validate="m:1"
    )[[*STRUCTURE, "annee"]]
    conventionnee = pd.concat(
        [_en_vigueur(comptees, a).assign(annee=a) for a in (annee - 1, annee)] + [travaille]
    )[[*STRUCTURE, "annee"]].drop_duplicates()
    deux_ans = conventionnee.groupby(STRUCTURE)["annee"].nunique()
    declares = travaille.groupby(STRUCTURE)["annee"].nunique()
    return bool((declares < deux_ans.reindex(declares.index)).any()), False


def _en_vigueur(annexes: pd.DataFrame, annee: int) -> pd.DataFrame:
    debut, fin = EFFET
    premier, dernier = pd.Timestamp(annee, 1, 1), pd.Timestamp(annee, 12, 31)
    retenues: pd.DataFrame = annexes[(annexes[debut] <= dernier) & (annexes[fin] >= premier)]
    return retenues
