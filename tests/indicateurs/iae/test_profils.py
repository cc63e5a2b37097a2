"""Profil et sorties des salariés : une poignée de personnes, comptées à la main."""

import pandas as pd
import pytest

from carnets.indicateurs import iae

LIGNES = pd.DataFrame(
    [
        ("p1", "c1", "ACI", "F", 2000.0, 30.0), ("p1", "c2", "ACI", "nr", None, 10.0),
        ("p2", "c3", "AI", "H", 1973.0, 149.0), ("p3", "c4", "AI", "H", 1974.0, 150.0),
        ("p4", "c5", "EI", "nr", None, 400.0), ("p5", "c6", "EITI", "F", 1996.0, 400.0),
    ],
    columns=["id_personne", "emi_ctr_id", "type_siae", "sexe", "annee_naissance", "heures"],
).assign(annee=2023)  # fmt: skip
CONTRATS = pd.DataFrame(
    [
        ("c1", "OUI-M", True, "24 MOIS ET PLUS", "2023-01-02", "2023-04-01", "Autres sorties"),
        ("c2", "NON", False, None, "2023-04-02", "2023-09-01", "Emploi durable"),
        ("c3", "OUI-NM", False, "DE 12 À 23 MOIS", "2023-01-01", "2023-12-01", "Emploi durable"),
        ("c4", "NON", None, "de 12 à 23 mois", "2023-05-01", "2023-05-20", "Sorties positives"),
        ("c5", None, False, None, "2023-01-01", "2023-03-01", "Emploi de transition"),
        ("c6", None, False, None, "2022-01-01", "2023-06-01", "Retrait des sorties constatées"),
    ],
    columns=["contrat_id_ctr", "contrat_salarie_rsa", "contrat_salarie_rqth",
             "duree_inscription_ft", "contrat_date_embauche",
             "contrat_date_sortie_definitive", "categorie_sortie"],
).assign(contrat_salarie_ass=False, contrat_salarie_aah=False)  # fmt: skip
DATES = ["contrat_date_embauche", "contrat_date_sortie_definitive"]
CONTRATS[DATES] = CONTRATS[DATES].apply(pd.to_datetime)
CONTRATS["contrat_salarie_rqth"] = CONTRATS["contrat_salarie_rqth"].astype("boolean")


def compte(cadre: pd.DataFrame) -> dict[str, float]:
    return dict(zip(cadre["modalite"], cadre["valeur"], strict=True))


def test_sexe_et_age_d_une_personne_connue_par_un_de_ses_contrats() -> None:
    ou = {"territoire": "30", "annee": 2023}
    assert compte(iae.par_sexe(LIGNES, **ou)) == {"": 5, "F": 2, "H": 2, "nr": 1}
    # 2000 → 23 ans ; 1996 → 27 ; 1974 → 49 ; 1973 → 50.
    attendu = {"": 5, "moins_26": 1, "26_49": 2, "50_plus": 1, "nr": 1}
    assert compte(iae.par_age(LIGNES, **ou)) == attendu


def test_un_public_se_compte_en_personnes() -> None:
    lu = compte(iae.par_public(LIGNES, CONTRATS, territoire="30", annee=2023))
    assert lu == {"": 5, "RSA": 2, "ASS": 0, "AAH": 0, "RQTH": 1, "DELD": 2, "DETLD": 1}


def test_seules_les_sorties_examinees_comptent() -> None:
    """p2 : 149 h en AI, trop peu ; p4 : 59 jours en EI, trop court ; p5 : un retrait."""
    lu = iae.sorties(LIGNES, CONTRATS, territoire="30", annee=2023)
    comptes = lu[lu["indicateur"] != "part_sorties_dynamiques"].set_index("modalite")["valeur"]
    assert comptes["IAE"] == 2
    assert comptes["IAE|emploi_durable"] == 1, "p1 compte par sa dernière sortie"
    assert comptes["IAE|sortie_positive"] == 1, "en AI, la durée ne compte pas"
    assert comptes["IAE|autre"] == comptes["IAE|emploi_transition"] == 0
    part = lu[lu["indicateur"] == "part_sorties_dynamiques"].iloc[0]
    assert (part["numerateur"], part["denominateur"], part["valeur"]) == (2, 2, pytest.approx(100))
