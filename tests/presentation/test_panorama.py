"""Le panorama du dossier fictif : ses parties, refaites à la main ou dites impossibles."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

import carnets as c
from carnets.chemins import DOSSIERS
from carnets.erreurs import RefusSecret
from carnets.presentation.objets import Objet
from carnets.presentation.panorama import mensuel_tables
from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.parties import Edition
from carnets.secret import Diffusable

FICTIF = DOSSIERS / "panorama-fictif"


def edition(territoire: str) -> Edition:
    return c.panorama_iae(c.ouvrir("panorama-fictif", territoire=territoire, annee=2023))


@pytest.fixture(scope="module")
def region() -> dict[str, list[Objet]]:
    return {nom: list(section()) for nom, section in edition("R94").sections.items()}


def valeurs(objet: Objet) -> dict[str, list[str]]:
    """Chaque ligne d'un tableau : son en-tête, ses textes."""
    return {
        ligne["entete"]: [cellule["texte"] for cellule in ligne["cellules"]]
        for ligne in objet.charge["lignes"]
    }


def par_titre(section: list[Objet], debut: str) -> Objet:
    (trouve,) = [o for o in section if str(o.charge.get("titre", "")).startswith(debut)]
    return trouve


def a_la_main() -> pd.DataFrame:
    """Les états du dossier, joints sans passer par le programme."""
    etats, annexes, salaries = (
        pd.read_csv(FICTIF / f"{nom}.csv") for nom in ("etats_mensuels", "annexes", "salaries")
    )
    return etats.merge(annexes, left_on="emi_afi_id", right_on="af_id_annexe_financiere").merge(
        salaries, left_on="emi_pph_id", right_on="salarie_id"
    )


def test_salaries_et_etp_egalent_un_calcul_a_part(region: dict[str, list[Objet]]) -> None:
    lignes = a_la_main()
    lignes["etp"] = lignes["emi_nb_heures_travail"] / lignes["rmi_valeur"]
    lues = valeurs(par_titre(region["travail"], "Salariés en insertion et ETP"))
    for nom, lot in (
        ("Région fictive", lignes),
        *((f"Département fictif {code[-1]}", g) for code, g in lignes.groupby("num_dep_af")),
    ):
        assert lues[nom][0] == str(lot["hash_nir"].nunique())
        assert lues[nom][1] == f"{lot['etp'].sum():.0f}"


def test_ce_qui_ne_s_additionne_pas_est_chiffre(region: dict[str, list[Objet]]) -> None:
    lignes = a_la_main()
    total = lignes["hash_nir"].nunique()
    par_departement = lignes.groupby("num_dep_af")["hash_nir"].nunique().sum() - total
    par_type = lignes.groupby("af_mesure_dispositif_code")["hash_nir"].nunique().sum() - total
    textes = " ".join(par_titre(region["travail"], "Ce qui ne s'additionne").charge["paragraphes"])
    assert par_departement > 0
    assert f"Par département, une addition compterait {par_departement} personnes" in textes
    assert f"Par type, elle compterait {par_type} personnes" in textes
    assert "hash_nir" in textes


def test_les_sorties_dynamiques_ont_leur_ligne(region: dict[str, list[Objet]]) -> None:
    heures: dict[str, float] = {}
    de_qui: dict[str, tuple[str, str]] = {}
    for e in a_la_main().to_dict("records"):
        contrat = e["emi_ctr_id"]
        heures[contrat] = heures.get(contrat, 0.0) + e["emi_nb_heures_travail"]
        de_qui[contrat] = e["hash_nir"], e["af_mesure_dispositif_code"][:-3]
    par_personne: dict[str, tuple[str, str]] = {}
    sortis = pd.read_csv(FICTIF / "contrats.csv").dropna(subset=["categorie_sortie"])
    for contrat_lu in sortis.to_dict("records"):
        personne, genre = de_qui[contrat_lu["contrat_id_ctr"]]
        jours = (
            date.fromisoformat(contrat_lu["contrat_date_sortie_definitive"])
            - date.fromisoformat(contrat_lu["contrat_date_embauche"])
        ).days
        assez = heures[contrat_lu["contrat_id_ctr"]] >= (150 if genre in ("AI", "ETTI") else 1)
        if assez and (genre in ("AI", "ETTI") or jours * 12 / 365.25 > 2.65):
            vue = contrat_lu["contrat_date_sortie_definitive"], contrat_lu["categorie_sortie"]
            par_personne[personne] = max(par_personne.get(personne, vue), vue)
    dynamiques = sum(categorie != "Autres sorties" for _, categorie in par_personne.values())
    lues = valeurs(par_titre(region["salaries"], "Sorties examinées"))
    assert lues["Sorties examinées"][0] == str(len(par_personne))
    assert lues["Sorties dynamiques"][0] == str(dynamiques)
    part = f"{100 * dynamiques / len(par_personne):.1f}".replace(".", ",")
    assert lues["Sorties dynamiques"][1].startswith(part)


def test_l_indice_se_lit_au_regard_des_deux_populations(region: dict[str, list[Objet]]) -> None:
    lignes = a_la_main()
    connues = lignes[lignes["salarie_adr_qpv_type"] != "NR"]
    en_qpv = connues[connues["salarie_adr_qpv_type"] == "QP"]["hash_nir"].nunique()
    part = en_qpv / connues["hash_nir"].nunique()
    d = pd.read_csv(FICTIF / "demande_emploi.csv", index_col="territoire").loc["R94"]
    objet = par_titre(region["quartiers"], "Indice de représentation")
    assert [colonne["libelle"] for colonne in objet.charge["colonnes"]] == [
        "Au regard des demandeurs d'emploi",
        "Au regard de la population",
    ]
    assert valeurs(objet)["Région fictive"] == [
        f"{part * d[nom] / d[f'{nom}_qpv']:.2f}".replace(".", ",")
        for nom in ("demandeurs_emploi", "population")
    ]


def test_chaque_partie_est_rendue_ou_dit_pourquoi(region: dict[str, list[Objet]]) -> None:
    parties = valeurs(par_titre(region["qualite"], "Parties du livrable"))
    raisons = {nom: textes[-1] for nom, textes in parties.items() if textes[-1] != "Rendue"}
    assert set(raisons) == {
        "L'offre telle que publiée",
        "Familles de structures, publiées",
        "Habitants des quartiers, publiés",
        "Représentation des quartiers",
        "Contexte des quartiers",
        "Contrôles du document publié",
    }
    assert all("panorama publié" in raison for raison in raisons.values())
    (dite,) = region["controles"]
    assert dite.charge["titre"] == "Non disponible"


def test_un_territoire_trop_petit_perd_le_detail_par_type_et_le_dit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Quand le secret refuse le détail par type, le livrable se fait sans lui, et le dit."""
    publier = mensuel_tables._publier

    def refuser_les_types(extrait: Extrait) -> Mapping[str, Diffusable]:
        if extrait.par_type:
            raise RefusSecret("une cellule confidentielle se recalcule")
        return publier(extrait)

    monkeypatch.setattr(mensuel_tables, "_publier", refuser_les_types)
    travail = list(edition("299999037").sections["travail"]())
    assert par_titre(travail, "Détail par type")
    mois = par_titre(travail, "ETP de chaque mois")
    donnees = mois.charge["donnees"]
    assert [colonne["libelle"] for colonne in donnees["colonnes"]] == ["ensemble"]
    assert len(donnees["lignes"]) == 12, "une ligne par mois : la page ne les porte pas de front"
    assert not any("ETP réalisés par type" in str(o.charge.get("titre")) for o in travail)


def test_les_reperes_nationaux_sont_ceux_de_fin_2022(region: dict[str, list[Objet]]) -> None:
    lus = valeurs(par_titre(region["nationales"], "Repère national"))
    nombres = {
        nom: "".join(t for t in textes if t).replace("\u202f", "") for nom, textes in lus.items()
    }
    assert "144600" in nombres.pop("Toutes SIAE")
    assert sorted(nombres.values()) == ["12%", "13%", "30%", "44%"]
