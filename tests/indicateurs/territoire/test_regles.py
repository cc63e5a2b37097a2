"""Les opérations interdites, une à une : chacune est refusée, et le refus dit quoi faire."""

from collections.abc import Callable

import pandas as pd
import pytest

from carnets.dictionnaire import INDICATEURS
from carnets.erreurs import UsageIncorrect
from carnets.indicateurs import territoire
from carnets.indicateurs.additivite import additionner
from carnets.indicateurs.cadre import COLONNES as CADRE
from carnets.presentation.diagnostic.tables import mots
from carnets.presentation.diagnostic.themes import PAR_SEXE, PROFIL, THEMES


def longs(indicateur: str, **editions: float) -> pd.DataFrame:
    """Un quartier, un indicateur, une valeur par édition (`e2019=…`)."""
    return pd.concat(
        [
            territoire.mesurer(
                pd.DataFrame({"codgeo": ["QP030001"], "edition": [cle[1:]], "disp_q2": [valeur],
                              "tp60": [valeur], "pop_mun": [valeur], "tx_tot_empl": [valeur],
                              "c": [100.0], "c_c2snp": [valeur], "tx_tot_edlim": [valeur]}),
                theme=territoire.origine(indicateur)[0],
                renseignees={*territoire.origine(indicateur)[1].colonnes},
            )
            for cle, valeur in editions.items()
        ]
    )  # fmt: skip


def deux_annees() -> pd.DataFrame:
    """Le même indicateur, en 2018 pour le quartier et en 2019 pour sa commune."""
    quartier = longs("revenu_disponible_median", e2022=13000.0)
    return pd.concat([quartier, quartier.assign(territoire="30007", periode="2019")])


def a_travers_2024() -> pd.DataFrame:
    """Un quartier de 2015 et celui de 2024 qui lui succède."""
    successeur = longs("taux_pauvrete", e2022=49.6).assign(territoire="QN03001I")
    return pd.concat([longs("taux_pauvrete", e2019=46.6), successeur])


def evoluer(cadre: pd.DataFrame, nom: str) -> pd.DataFrame:
    return territoire.evolution(cadre, nom, avant="2019", apres="2022")


COUVERTURE = "part_complementaire_sans_participation"
INTERDITES: dict[str, tuple[Callable[[], object], str]] = {
    "moyenne de médianes": (
        lambda: territoire.agreger("revenu_disponible_median", "moyenne"),
        r"moyenne refusée.*médiane.*liste des quartiers.*étendue.*seuil",
    ),
    "somme de taux": (
        lambda: territoire.agreger("taux_pauvrete", "somme"),
        r"somme refusée.*taux.*ne se somme.*liste des quartiers",
    ),
    "somme d'effectifs de quartiers": (
        lambda: territoire.agreger("demandeurs_abc", "somme"),
        r"non sommables.*nombre de quartiers au-dessus",
    ),
    "moyenne d'effectifs": (
        lambda: territoire.agreger("demandeurs_abc", "moyenne"),
        r"n'existe pas.*étendue",
    ),
    "addition par la voie commune": (
        lambda: additionner(
            longs("taux_pauvrete", e2022=40.0)[list(CADRE)], "taux_pauvrete", vers="30"
        ),
        r"ne s'additionne pas",
    ),
    "série à travers 2015 et 2024": (
        lambda: territoire.exiger_meme_geographie(pd.Series(["QP030001", "QN03001I"])),
        r"2015 et de 2024.*deux blocs.*passage",
    ),
    "évolution à travers 2015 et 2024": (
        lambda: evoluer(a_travers_2024(), "taux_pauvrete"),
        r"2015 et de 2024",
    ),
    "millésimes consécutifs de la Cnam": (
        lambda: territoire.exiger_comparables(COUVERTURE, ("2021", "2022")),
        r"consécutifs \(cnam\).*espacées d'au moins deux ans",
    ),
    "année de référence non établie": (
        lambda: evoluer(longs("taux_emploi", e2019=37.1, e2022=36.1), "taux_emploi"),
        r"année de référence.*2019 et 2022.*pas établie.*même édition",
    ),
    "deux éditions de la même année": (
        lambda: territoire.exiger_comparables("population_municipale", ("2017", "2019")),
        r"même année \(2013\).*pas une évolution.*plus ancienne",
    ),
    "définition qui change": (
        lambda: territoire.exiger_comparables("part_emplois_duree_limitee", ("2019", "2022")),
        r"définition ou son champ changent.*chaque édition",
    ),
    "territoire et comparateur d'années différentes": (
        lambda: territoire.exiger_meme_annee(deux_annees(), "revenu_disponible_median"),
        r"années différentes.*2018, 2019.*même année",
    ),
    "liste de quartiers de plusieurs périodes": (
        lambda: territoire.etendue(longs("taux_pauvrete", e2019=46.6, e2022=49.6), "taux_pauvrete"),
        r"plusieurs périodes.*qu'une",
    ),
    "part d'inscrits nommée taux de chômage": (
        lambda: territoire.exiger_mot_juste("part_demandeurs_rsa", "Taux de chômage du quartier"),
        r"pas un taux de chômage.*Écrivez",
    ),
    "taux de chômage d'un quartier": (
        territoire.refuser_taux_de_chomage,
        r"ne permet de le calculer.*taux d'emploi",
    ),
}


@pytest.mark.parametrize("nom", INTERDITES)
def test_operation_refusee_et_remplacee(nom: str) -> None:
    operation, message = INTERDITES[nom]
    with pytest.raises(UsageIncorrect, match=message):
        operation()


def test_ce_qui_se_compare_passe() -> None:
    pauvrete = territoire.evolution(
        longs("taux_pauvrete", e2019=46.6, e2022=49.6), "taux_pauvrete", avant="2019", apres="2022"
    )
    assert pauvrete["valeur"].tolist() == [pytest.approx(3.0)]
    assert pauvrete["periode"].tolist() == ["2015-2018"]
    assert pauvrete["indicateur"].tolist() == ["evolution_en_points"]
    population = territoire.evolution(
        longs("population_municipale", e2019=14621.0, e2022=14036.0),
        "population_municipale", avant="2019", apres="2022",
    )  # fmt: skip
    assert population["valeur"].tolist() == [pytest.approx(100 * (14036 - 14621) / 14621)]


def test_aucun_indicateur_de_quartier_n_est_additif() -> None:
    noms = {m.indicateur for mesures in territoire.MESURES.values() for m in mesures}
    assert not [n for n in noms if INDICATEURS[n].additif]


def test_aucun_libelle_ne_dit_taux_de_chomage() -> None:
    """Ni au dictionnaire, ni dans les libellés courts des tableaux."""
    noms = [n for theme in THEMES.values() for n in (*theme.indicateurs, *theme.en_liste)]
    assert set(mots([*noms, *PAR_SEXE, *PROFIL])) == {*noms, *PAR_SEXE, *PROFIL}
    for fiche in INDICATEURS.values():
        assert "taux de chômage" not in fiche.libelle.lower()
