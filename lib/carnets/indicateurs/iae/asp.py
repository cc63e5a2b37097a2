"""Des extraits de l'ASP à une table d'heures : quelle personne, quel type, quel lieu, quel ETP."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from carnets.erreurs import DonneesRefusees
from carnets.indicateurs.iae.types import MESURES

ETATS_COMPTES = ("VALIDE", "PROVISOIRE", "CLOTURE")
DE_L_ANNEXE = ("type_siae", "code_departement", "code_commune")
DU_SALARIE = ("id_personne", "cle_commune", "sexe", "annee_naissance", "statut_qpv")
SEXES = {"MME": "F", "M.": "H"}


def rassembler(
    etats: pd.DataFrame,
    annexes: pd.DataFrame,
    salaries: pd.DataFrame | None,
    *,
    durees: Mapping[str, float],
) -> pd.DataFrame:
    """Les états mensuels de plus de 0 heure, avec ce qu'en disent l'annexe et le salarié.

    L'ETP d'une ligne est heures / durée annuelle d'un ETP (`rmi_valeur` de l'annexe ; `durees`,
    type → heures, là où elle manque). `id_personne` suit la clé hachée `hash_nir`, commune aux
    structures ; sans elle (`cle_commune` faux), l'identifiant de l'ASP, propre à la structure :
    qui en change compte alors deux fois. Restent dehors les mesures sans ETP d'insertion et les
    annexes ni valides, ni provisoires, ni closes.

    Colonnes lues : celles des modèles `etat_mensuel_iae`, `asp_annexe_financiere`, `asp_salarie`.
    Rend : `annee, mois, heures, etp, emi_ctr_id, emi_afi_id`, puis `DE_L_ANNEXE`, `DU_SALARIE`.
    Erreur : DonneesRefusees si une annexe n'a pas de durée d'ETP.
    """
    comptees = annexes_comptees(annexes).set_index("af_id_annexe_financiere")
    etats = etats[etats["emi_nb_heures_travail"] > 0]
    rangs = comptees.index.get_indexer(pd.Index(etats["emi_afi_id"]))
    etats, rangs = etats[rangs >= 0], rangs[rangs >= 0]
    durees_etp = _durees(comptees, rangs, durees)
    heures = etats["emi_nb_heures_travail"].to_numpy(dtype="float64")
    lignes = pd.DataFrame(
        {
            "annee": etats["emi_sme_annee"].to_numpy(dtype="int64"),
            "mois": etats["emi_sme_mois"].to_numpy(dtype="int64"),
            "heures": heures,
            "etp": heures / durees_etp[rangs],
            "emi_ctr_id": etats["emi_ctr_id"].to_numpy(),
            "emi_afi_id": etats["emi_afi_id"].to_numpy(),
        }
    )
    for colonne in DE_L_ANNEXE:
        lignes[colonne] = comptees[colonne].astype("category").array.take(rangs)
    return lignes.join(_personnes(etats["emi_pph_id"], salaries))


def annexes_comptees(annexes: pd.DataFrame) -> pd.DataFrame:
    """Les annexes dont les heures comptent, avec `type_siae, code_departement, code_commune`."""
    etat = annexes["af_etat_annexe_financiere_code"]
    retenues = annexes[
        annexes["af_mesure_dispositif_code"].isin(list(MESURES))
        & (etat.isna() | etat.isin(list(ETATS_COMPTES)))
    ]
    return retenues.assign(
        type_siae=retenues["af_mesure_dispositif_code"].map(MESURES),
        code_departement=retenues["num_dep_af"],
        code_commune=retenues["structure_adresse_admin_code_insee"],
    )


def durees_employees(annexes: pd.DataFrame, durees: Mapping[str, float]) -> dict[str, list[float]]:
    """Type → durées annuelles d'un ETP employées, croissantes : ce qu'imprime le livrable."""
    comptees = annexes_comptees(annexes)
    valeurs = comptees["rmi_valeur"].fillna(comptees["type_siae"].map(dict(durees)))
    return {
        str(type_siae): sorted({float(v) for v in lot})
        for type_siae, lot in valeurs.groupby(comptees["type_siae"])
    }


def _durees(
    annexes: pd.DataFrame,
    rangs: "np.ndarray[tuple[int], np.dtype[np.intp]]",
    durees: Mapping[str, float],
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Heures d'un ETP de chaque annexe ; seules celles qui ont des heures doivent en avoir une."""
    valeurs = annexes["rmi_valeur"].fillna(annexes["type_siae"].map(dict(durees)))
    servies = valeurs.iloc[np.unique(rangs)]
    if servies.isna().any():
        sans = sorted(set(annexes.loc[servies.index[servies.isna()], "type_siae"]))
        raise DonneesRefusees(
            f"États mensuels : aucune durée annuelle d'un ETP pour {', '.join(sans)}. Renseignez "
            "« rmi_valeur » dans les annexes financières, ou ajoutez à dossier.yml, sous "
            "« conventions », « heures_par_etp » avec les heures de ce type."
        )
    return valeurs.to_numpy(dtype="float64")


def _personnes(identifiants: pd.Series, salaries: pd.DataFrame | None) -> pd.DataFrame:
    """`DU_SALARIE` pour chaque état mensuel ; sans table des salariés, l'identifiant de l'ASP."""
    if salaries is None:
        codes, _ = pd.factorize(identifiants)
        return pd.DataFrame(
            {
                "id_personne": codes, "cle_commune": False, "sexe": "nr",
                "annee_naissance": np.nan, "statut_qpv": "NR",
            }
        )  # fmt: skip
    connus = decrire_salaries(salaries)
    tables = connus.assign(id_personne=pd.factorize(connus["id_personne"])[0])
    rangs = connus.index.get_indexer(pd.Index(identifiants))
    if (rangs < 0).any():
        raise DonneesRefusees(
            f"États mensuels : {int((rangs < 0).sum())} lignes désignent un salarié absent de la "
            "table des salariés (emi_pph_id sans salarie_id). Complétez l'extrait des salariés."
        )
    return tables.iloc[rangs].reset_index(drop=True)


def decrire_salaries(salaries: pd.DataFrame) -> pd.DataFrame:
    """`DU_SALARIE` de chaque salarié, par `salarie_id` ; la personne est sa clé, en texte."""
    connus = salaries.set_index("salarie_id")
    commune = connus["hash_nir"].notna()
    return pd.DataFrame(
        {
            "id_personne": connus["hash_nir"].where(
                commune, "structure " + connus.index.to_series()
            ),
            "cle_commune": commune,
            "sexe": connus["salarie_rci_libelle"].map(SEXES).fillna("nr"),
            "annee_naissance": connus["salarie_annee_naissance"].astype("float64"),
            "statut_qpv": connus["salarie_adr_qpv_type"].fillna("NR"),
        }
    )
