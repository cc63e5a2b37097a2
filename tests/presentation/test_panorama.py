"""Le panorama du dossier fictif : ses parties, refaites à la main ou dites impossibles."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import carnets as c
from carnets.chemins import DOSSIERS
from carnets.dossier import charger_dossier
from carnets.indicateurs import iae
from carnets.modeles import modele
from carnets.presentation.etude import Etude
from carnets.presentation.objets import Objet
from carnets.presentation.panorama import mensuel_publication
from carnets.presentation.panorama.etats import Etats
from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.mensuel import EVOLUTIONS, Mensuel
from carnets.presentation.panorama.mensuel_tables import declarer_tables
from carnets.presentation.parties import Edition
from carnets.secret import Diffusable, ProtectionImpossible, seance

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


def a_la_main(annee: int = 2023) -> pd.DataFrame:
    """Les états d'une année du dossier, joints sans passer par le programme."""
    etats, annexes, salaries = (
        pd.read_csv(FICTIF / f"{nom}.csv") for nom in ("etats_mensuels", "annexes", "salaries")
    )
    etats = etats[etats["emi_sme_annee"] == annee]
    return etats.merge(annexes, left_on="emi_afi_id", right_on="af_id_annexe_financiere").merge(
        salaries, left_on="emi_pph_id", right_on="salarie_id"
    )


def test_salaries_et_etp_egalent_un_calcul_a_part(region: dict[str, list[Objet]]) -> None:
    lignes = a_la_main()
    lignes["etp"] = lignes["emi_nb_heures_travail"] / lignes["rmi_valeur"]
    lues = valeurs(par_titre(region["travail"], "Salariés en insertion, ETP"))
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


# --- contrats signés ------------------------------------------------------------------------------


def contrats_a_la_main() -> pd.DataFrame:
    """Les contrats de 2023 et leur lieu, joints sans passer par le programme."""
    contrats, etats, annexes, salaries = (
        pd.read_csv(FICTIF / f"{nom}.csv")
        for nom in ("contrats", "etats_mensuels", "annexes", "salaries")
    )
    signes = contrats[contrats["contrat_date_embauche"].str.startswith("2023")]
    premiers = etats.sort_values(["emi_sme_annee", "emi_sme_mois"]).drop_duplicates("emi_ctr_id")
    lieux = premiers.merge(annexes, left_on="emi_afi_id", right_on="af_id_annexe_financiere")
    return signes.merge(lieux, left_on="contrat_id_ctr", right_on="emi_ctr_id", how="left").merge(
        salaries, left_on="contrat_id_pph", right_on="salarie_id"
    )


def test_les_contrats_signes_sont_comptes_et_ne_sont_pas_des_salaries(
    region: dict[str, list[Objet]],
) -> None:
    contrats, personnes = contrats_a_la_main(), a_la_main()
    situes = contrats.dropna(subset="num_dep_af")
    lues = valeurs(par_titre(region["travail"], "Salariés en insertion, ETP"))
    par_type = valeurs(par_titre(region["travail"], "Contrats signés par type"))
    for nom, lot in (
        ("Région fictive", situes),
        *((f"Département fictif {code[-1]}", g) for code, g in situes.groupby("num_dep_af")),
    ):
        assert lues[nom][3] == par_type[nom][0] == str(len(lot))
    assert len(situes) != personnes["hash_nir"].nunique()
    titres = [c["libelle"] for c in par_titre(region["travail"], "Contrats signés par type")
              .charge["colonnes"]]  # fmt: skip
    genres = situes["af_mesure_dispositif_code"].str[:-3].value_counts()
    assert {nom: par_type["Région fictive"][titres.index(nom)] for nom in genres.index} == {
        nom: str(n) for nom, n in genres.items()
    }
    sexes = valeurs(par_titre(region["travail"], "Contrats signés par sexe"))
    for sexe, code in (("Femmes", "MME"), ("Hommes", "M.")):
        assert sexes[sexe][0] == str((situes["salarie_rci_libelle"] == code).sum())
    inconnus = situes["salarie_rci_libelle"].isna().sum()
    assert sexes["Non renseigné"][0].split("\xa0")[0] == str(inconnus)


def test_la_part_des_contrats_de_qpv_est_celle_des_adresses_connues(
    region: dict[str, list[Objet]],
) -> None:
    situes = contrats_a_la_main().dropna(subset="num_dep_af")
    adresses = situes["salarie_adr_qpv_type"].value_counts()
    titre = "Contrats signés selon l'adresse du salarié"
    lues = valeurs(par_titre(region["travail"], titre))["Région fictive"]
    assert lues[:4] == [str(n) for n in (len(situes), *adresses[["QP", "NQP", "NR"]])]
    part = 100 * adresses["QP"] / (adresses["QP"] + adresses["NQP"])
    assert lues[4].startswith(f"{part:.0f}")
    par_type = valeurs(par_titre(region["travail"], "Contrats d'habitants des QPV par type"))
    en_qpv = situes[situes["salarie_adr_qpv_type"] == "QP"]
    de_l_ai = (en_qpv["af_mesure_dispositif_code"] == "AI_DC").sum()
    assert par_type["Associations intermédiaires (AI)"][1] == str(de_l_ai)


def test_un_contrat_que_rien_ne_situe_est_dit(region: dict[str, list[Objet]]) -> None:
    sans = int(contrats_a_la_main()["num_dep_af"].isna().sum())
    assert sans > 0
    dite = par_titre(region["travail"], "Contrats que rien ne situe")
    assert f"{sans} contrats de l'extrait entier" in dite.charge["paragraphes"][0]


def test_cent_contrats_d_une_seule_personne_se_cachent(tmp_path: Path) -> None:
    """Le seuil compte des personnes : le 2A a plus de cent contrats, d'un seul salarié ici."""
    lieux = contrats_a_la_main().set_index("contrat_id_ctr")["num_dep_af"]

    def un_seul_salarie(table: pd.DataFrame) -> pd.DataFrame:
        du_2a = table["contrat_id_ctr"].map(lieux) == "2A"
        assert du_2a.sum() > 100
        return table.assign(contrat_id_pph=table["contrat_id_pph"].mask(du_2a, "s2023-1"))

    table = Mensuel(
        Extrait(Etats(Lieu(copie(tmp_path, contrats=un_seul_salarie))))
    ).territoires.table
    contrats = table[(table["indicateur"] == "contrats") & (table["territoire"] == "2A")]
    etats = contrats.set_index("modalite")["etat"]
    assert set(etats[["", "ACI", "EI", "AI", "ETTI"]]) == {"secret"}
    salaries = table[(table["indicateur"] == "salaries") & (table["modalite"] == "")]
    assert set(salaries["etat"]) == {"ok"}


def test_sans_les_contrats_le_carnet_le_dit(tmp_path: Path) -> None:
    cas = tmp_path / "sans-contrats"
    shutil.copytree(FICTIF, cas)
    fiche = (cas / "dossier.yml").read_text("utf-8")
    debut, fin = fiche.index("  contrats:\n"), fiche.index("conventions: {}")
    (cas / "dossier.yml").write_text(fiche[:debut] + fiche[fin:], encoding="utf-8")
    sections = c.panorama_iae(c.ouvrir(str(cas), territoire="R94", annee=2023)).sections
    travail = list(sections["travail"]())
    titres = [str(o.charge.get("titre")) for o in travail]
    assert not any("ontrats signés" in titre for titre in titres)
    notes = par_titre(travail, "Salariés en insertion et ETP").charge["notes"]
    assert any("Contrats signés dans l'année : non comptés" in n for n in notes)
    parties = valeurs(par_titre(list(sections["qualite"]()), "Parties du livrable"))
    assert "modèle asp_contrat" in parties["Contrats signés"][0]


@pytest.mark.parametrize("date_lue", ["", "2021-05-02"])
def test_des_contrats_sans_embauche_dans_l_annee_ne_font_pas_zero(
    tmp_path: Path, date_lue: str
) -> None:
    etude = copie(tmp_path, contrats=lambda t: t.assign(contrat_date_embauche=date_lue))
    sections = c.panorama_iae(etude).sections
    assert not any("ontrats signés" in str(o.charge.get("titre")) for o in sections["travail"]())
    parties = valeurs(par_titre(list(sections["qualite"]()), "Parties du livrable"))
    assert "aucune date d'embauche (contrat_date_embauche) en 2023" in parties["Contrats signés"][0]


def test_un_contrat_sans_date_est_dit(tmp_path: Path) -> None:
    def taire(table: pd.DataFrame) -> pd.DataFrame:
        table.loc[0, "contrat_date_embauche"] = ""
        return table

    travail = list(c.panorama_iae(copie(tmp_path, contrats=taire)).sections["travail"]())
    dite = " ".join(par_titre(travail, "Contrats que rien ne situe").charge["paragraphes"])
    assert "pas de date d'embauche" in dite


# --- profil et sorties ----------------------------------------------------------------------------


def test_le_niveau_de_formation_est_dit_absent_tant_qu_aucun_modele_ne_le_porte(
    region: dict[str, list[Objet]],
) -> None:
    """IA-14 : la note vaut pour ce que lisent les modèles ; une colonne de plus la contredirait."""
    dite = par_titre(region["salaries"], "Niveau de formation")
    (texte,) = dite.charge["paragraphes"]
    assert dite.charge["nature"] == "limite"
    assert texte.startswith("Non rendu")
    lus = re.findall(r"asp_\w+", texte)
    assert set(lus) == {"asp_salarie", "asp_contrat"}
    colonnes = [colonne for nom in lus for colonne in modele(nom).colonnes]
    mots = " ".join(f"{colonne.nom} {colonne.description}".lower() for colonne in colonnes)
    assert "naissance" in mots, "les colonnes lues ne sont pas celles que l'essai croit"
    assert not [m for m in ("formation", "diplome", "diplôme", "qualification") if m in mots]
    titres = [str(o.charge.get("titre")) for o in region["salaries"]]
    assert titres.count("Niveau de formation") == 1
    assert not any("infra-CAP" in titre or "iplôme" in titre for titre in titres)


def test_un_type_sans_structure_est_sans_objet_et_non_pas_non_disponible() -> None:
    """Le Littoral n'a aucune AI : zéro ETP conventionné, et rien à en réaliser."""
    section = list(edition("2B").sections["conventionnement"]())
    prevus, taux = section
    rang = [colonne["libelle"] for colonne in prevus.charge["colonnes"]].index("AI")
    assert valeurs(prevus)["CC fictive Littoral"][rang] == "0,0\xa0ETP"
    assert valeurs(taux)["CC fictive Littoral"][rang] == "///"
    assert "…" not in {texte for objet in section for ligne in valeurs(objet).values()
                       for texte in ligne}  # fmt: skip


def test_les_sorties_dynamiques_ont_leur_ligne(region: dict[str, list[Objet]]) -> None:
    heures: dict[str, float] = {}
    de_qui: dict[str, tuple[str, str]] = {}
    for e in a_la_main().to_dict("records"):
        contrat = e["emi_ctr_id"]
        heures[contrat] = heures.get(contrat, 0.0) + e["emi_nb_heures_travail"]
        de_qui[contrat] = e["hash_nir"], e["af_mesure_dispositif_code"][:-3]
    par_personne: dict[str, tuple[str, str]] = {}
    sortis = pd.read_csv(FICTIF / "contrats.csv").dropna(subset=["categorie_sortie"])
    sortis = sortis[sortis["contrat_id_ctr"].isin(list(de_qui))]
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


@pytest.mark.parametrize("connus", [("2A", "2B"), ("R94",), ()])
def test_une_demande_d_emploi_qui_ne_porte_pas_tout_laisse_le_livrable_entier(
    tmp_path: Path, connus: tuple[str, ...]
) -> None:
    """La région sans ses départements, ou l'inverse : seule une comparaison se perd."""
    etude = copie(tmp_path, demande_emploi=lambda t: t[t["territoire"].isin(connus)])
    sections = {nom: list(section()) for nom, section in c.panorama_iae(etude).sections.items()}
    (phrase,) = [
        p["texte"]
        for p in sections["synthese"][0].charge["phrases"]
        if p["texte"].startswith("Habitants des quartiers")
    ]
    assert ("des demandeurs d'emploi" in phrase) is ("R94" in connus)
    assert sections["besoins"]


def test_chaque_partie_est_rendue_ou_dit_pourquoi(region: dict[str, list[Objet]]) -> None:
    parties = valeurs(par_titre(region["qualite"], "Parties du livrable"))
    raisons = {nom: textes[-1] for nom, textes in parties.items() if textes[-1] != "Rendue"}
    assert set(raisons) == {
        "L'offre telle que publiée",
        "Familles de structures, publiées",
        "Habitants des quartiers, publiés",
        "Représentation des quartiers",
        "Contexte des quartiers",
        "Évolution sur un an, publiée",
        "Contrôles du document publié",
    }
    assert all("panorama publié" in raison for raison in raisons.values())
    (dite,) = region["controles"]
    assert dite.charge["titre"] == "Non disponible"


def test_un_territoire_trop_petit_perd_le_detail_par_type_et_le_dit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Quand le secret refuse le détail par type, le livrable se fait sans lui, et le dit."""
    publier = mensuel_publication._publier

    def refuser_les_types(extrait: Extrait, *, conseil: bool) -> Mapping[str, Diffusable]:
        if extrait.par_type:
            raise ProtectionImpossible("une cellule se recalcule", {"territoires"})
        return publier(extrait, conseil=conseil)

    monkeypatch.setattr(mensuel_publication, "_publier", refuser_les_types)
    travail = list(edition("299999037").sections["travail"]())
    assert par_titre(travail, "Détail par type")
    mois = par_titre(travail, "ETP de chaque mois")
    donnees = mois.charge["donnees"]
    assert [colonne["libelle"] for colonne in donnees["colonnes"]] == ["ensemble"]
    assert len(donnees["lignes"]) == 12, "une ligne par mois : la page ne les porte pas de front"
    assert not any("ETP réalisés par type" in str(o.charge.get("titre")) for o in travail)


def test_se_taire_ne_recompte_rien(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trois essais, de moins en moins bavards : les états des deux années, comptés une fois."""
    publier, essais = mensuel_publication._publier, []
    comptes: Counter[str] = Counter()

    def refuser_deux_fois(extrait: Extrait, *, conseil: bool) -> Mapping[str, Diffusable]:
        declarer_tables(extrait)
        essais.append((extrait.tus, comptes.copy()))
        if len(essais) < 3:
            raise ProtectionImpossible("une cellule se recalcule", {"territoires"})
        return publier(extrait, conseil=conseil)

    def compter(nom: str) -> None:
        vrai = getattr(iae, nom)

        def espion(*arguments: Any, **options: Any) -> Any:
            comptes[nom] += 1
            return vrai(*arguments, **options)

        monkeypatch.setattr(iae, nom, espion)

    calculs = {"rassembler", "salaries", "etp_realises", "etp_conventionnes", "etp_par_mois"}
    for nom in calculs:
        compter(nom)
    monkeypatch.setattr(mensuel_publication, "_publier", refuser_deux_fois)
    etude = c.ouvrir("panorama-fictif", territoire="2B", annee=2023)
    mensuel_publication.publier_extrait(Extrait(Etats(Lieu(etude))))
    tus, faits = zip(*essais, strict=True)
    assert tus == (set(), {"deux_annees"}, {"deux_annees", "mois"})
    assert faits[0].keys() == calculs
    assert faits[1] == faits[2] == faits[0]


def test_un_calcul_sur_d_autres_lignes_se_recompte() -> None:
    etats = Etats(Lieu(c.ouvrir("panorama-fictif", territoire="2B", annee=2023)))
    toutes = etats.par_etage(iae.salaries, annee=2023)
    assert etats.par_etage(iae.salaries, annee=2023) is toutes
    janvier = etats.lignes[etats.lignes["mois"] == 1]
    assert etats.par_etage(iae.salaries, janvier, annee=2023)["valeur"].sum() < (
        toutes["valeur"].sum()
    )


def test_un_profil_seul_en_cause_est_tu_et_le_reste_se_publie(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dans le dernier département d'une région, les sexes se liraient par différence."""
    publier = mensuel_publication._publier

    def refuser_les_sexes(extrait: Extrait, *, conseil: bool) -> Mapping[str, Diffusable]:
        en_cause = {"sexe", "contrats_sexe"} - extrait.tus
        if en_cause:
            raise ProtectionImpossible("une cellule se recalcule", en_cause)
        return publier(extrait, conseil=conseil)

    monkeypatch.setattr(mensuel_publication, "_publier", refuser_les_sexes)
    sections = edition("2B").sections
    for section, titre in (("salaries", "Salariés par sexe"), ("travail", "Contrats par sexe")):
        dite = par_titre(list(sections[section]()), titre)
        assert "valeur confidentielle" in dite.charge["paragraphes"][0]
    assert par_titre(list(sections["salaries"]()), "Salariés par âge")
    etude = c.ouvrir("panorama-fictif", territoire="2B", annee=2023)
    femmes = Mensuel(Extrait(Etats(Lieu(etude))))._femmes()
    assert femmes.texte == "La part des femmes n'est pas diffusable ici."


@pytest.mark.parametrize(
    ("deja_tus", "en_cause", "attendus"),
    [
        ({}, {"age"}, {"age"}),
        ({"age"}, {"age", "territoires"}, {"age", "deux_annees"}),
        ({"deux_annees"}, {"territoires"}, {"deux_annees", "mois"}),
        ({"deux_annees", "mois", "age"}, {"territoires"}, {"types"}),
        (
            {"types", "deux_annees"},
            {"mois"},
            {"types", "deux_annees", *mensuel_publication.PROFILS},
        ),
        ({"types", "deux_annees", *mensuel_publication.PROFILS}, {"mois"}, None),
    ],
)
def test_ce_qui_est_tu_va_du_plus_leger_au_plus_lourd(
    deja_tus: set[str], en_cause: set[str], attendus: set[str] | None
) -> None:
    etude = c.ouvrir("panorama-fictif", territoire="2B", annee=2023)
    moindre = mensuel_publication._taire(
        Extrait(Etats(Lieu(etude)), frozenset(deja_tus)), frozenset(en_cause)
    )
    assert (moindre and moindre.tus) == attendus


def test_les_reperes_nationaux_sont_ceux_de_fin_2022(region: dict[str, list[Objet]]) -> None:
    lus = valeurs(par_titre(region["nationales"], "Repère national"))
    nombres = {
        nom: "".join(t for t in textes if t).replace("\u202f", "") for nom, textes in lus.items()
    }
    assert "144600" in nombres.pop("Toutes SIAE")
    assert sorted(nombres.values()) == ["12%", "13%", "30%", "44%"]


# --- d'une année à l'autre ------------------------------------------------------------------------


def copie(racine: Path, **fichiers: Callable[[pd.DataFrame], pd.DataFrame]) -> Etude:
    """La région du dossier fictif, des tables changées."""
    cas = racine / "panorama-copie"
    shutil.copytree(FICTIF, cas)
    for nom, changer in fichiers.items():
        table = pd.read_csv(FICTIF / f"{nom}.csv", dtype=str, keep_default_na=False)
        changer(table).to_csv(cas / f"{nom}.csv", index=False, lineterminator="\n")
    return c.ouvrir(str(cas), territoire="R94", annee=2023)


def raison(etude: Etude) -> str:
    """Ce que dit la section quand les deux années ne se comparent pas."""
    (dite,) = c.panorama_iae(etude).sections["evolution"]()
    assert dite.charge["titre"] == "Non disponible"
    return str(dite.charge["paragraphes"][0])


def signe(valeur: float) -> str:
    """Un écart à une décimale, écrit à la française."""
    texte = f"{abs(valeur):.1f}".replace(".", ",")
    return f"{'−' if valeur < 0 else '+'}{texte}"


def test_deux_annees_se_comparent_a_la_main(region: dict[str, list[Objet]]) -> None:
    annees = {}
    for annee in (2022, 2023):
        lignes = a_la_main(annee)
        connues = lignes[lignes["salarie_adr_qpv_type"] != "NR"]
        en_qpv = connues[connues["salarie_adr_qpv_type"] == "QP"]
        annees[annee] = (
            lignes["hash_nir"].nunique(),
            (lignes["emi_nb_heures_travail"] / lignes["rmi_valeur"]).sum(),
            100 * en_qpv["hash_nir"].nunique() / connues["hash_nir"].nunique(),
        )
    salaries, etp, part = zip(annees[2022], annees[2023], strict=True)
    for debut, (avant, apres), change in (
        ("Salariés en insertion par territoire", salaries, 100 * (salaries[1] / salaries[0] - 1)),
        ("ETP réalisés par territoire", etp, 100 * (etp[1] / etp[0] - 1)),
        ("Part des salariés résidant en QPV par territoire", part, part[1] - part[0]),
    ):
        objet = par_titre(region["evolution"], debut)
        libelles = [colonne["libelle"] for colonne in objet.charge["colonnes"]]
        assert libelles == ["2022", "2023", "Évolution"]
        lues = valeurs(objet)["Région fictive"]
        assert lues[0].startswith(f"{avant:.0f}")
        assert lues[1].startswith(f"{apres:.0f}")
        assert lues[2].startswith(signe(change))
    phrases = [p["texte"] for p in region["synthese"][0].charge["phrases"]]
    assert f"({signe(100 * (etp[1] / etp[0] - 1))}\u202f% en un an)" in phrases[1]


def test_une_evolution_se_cache_avec_l_un_de_ses_bouts() -> None:
    etude = c.ouvrir("panorama-fictif", territoire="2B", annee=2023)
    deux = Mensuel(Extrait(Etats(Lieu(etude)))).deux_annees
    assert deux is not None
    etats = deux.table.set_index(["indicateur", "territoire", "modalite", "periode"])["etat"]
    caches = 0
    for nom, evolution in EVOLUTIONS.items():
        for (territoire, modalite), lot in etats[nom].groupby(["territoire", "modalite"]):
            cachee = "secret" in set(lot)
            caches += cachee
            lue = etats[evolution, territoire, modalite, "2023/2022"]
            assert (lue == "secret") is cachee, (nom, territoire, modalite)
    assert caches > 0, "ce département ne cache rien : l'essai ne dit rien"


@pytest.mark.parametrize("premiere", [2022, 2023])
def test_l_annee_d_avant_est_cachee_comme_dans_son_edition(tmp_path: Path, premiere: int) -> None:
    """Deux éditions lues ensemble : ce que l'une cache de 2022, l'autre ne le redonne pas."""
    dossier = charger_dossier("panorama-fictif")
    vues: dict[int, dict[str, Any]] = {}
    registre = tmp_path / "registre.jsonl"
    registre.touch()
    for annee in (premiere, 4045 - premiere):
        seance.ouvrir(f"2B-{annee}", [str(registre)])
        mensuel_publication.publier_extrait(
            Extrait(Etats(Lieu(Etude(dossier, dossier.territoire("2B"), annee))))
        )
        texte = seance.rapport()["registre"]  # type: ignore[index]
        registre.write_text(registre.read_text("utf-8") + texte, encoding="utf-8")
        lues = (json.loads(ligne) for ligne in texte.splitlines())
        vues[annee] = {
            json.dumps({**e, "valeur": None, "livrable": ""}, sort_keys=True): e["valeur"]
            for e in lues
            if e["periode"] == "2022"
        }
    seance.ouvrir("", [])
    communes = vues[2022].keys() & vues[2023].keys()
    assert len(communes) > 20
    assert any(vues[2023][cle] is None for cle in communes)
    assert [cle for cle in communes if vues[2022][cle] != vues[2023][cle]] == []


def test_un_mois_manque_et_rien_ne_se_compare(tmp_path: Path) -> None:
    etude = copie(
        tmp_path,
        etats_mensuels=lambda t: t[(t["emi_sme_annee"] != "2022") | (t["emi_sme_mois"] != "3")],
    )
    assert "l'une des deux années : mars" in raison(etude)


def test_un_departement_manque_et_rien_ne_se_compare(tmp_path: Path) -> None:
    annexes = pd.read_csv(FICTIF / "annexes.csv", dtype=str)
    du_2b = annexes.loc[annexes["num_dep_af"] == "2B", "af_id_annexe_financiere"]
    etude = copie(
        tmp_path,
        etats_mensuels=lambda t: t[(t["emi_sme_annee"] != "2022") | ~t["emi_afi_id"].isin(du_2b)],
    )
    assert "Département fictif B" in raison(etude)


def test_une_structure_muette_et_rien_ne_se_compare(tmp_path: Path) -> None:
    etude = copie(tmp_path, etats_mensuels=lambda t: t[t["emi_afi_id"] != "a2022-1"])
    assert "conventionnées les deux années" in raison(etude)


def test_sans_annee_d_avant_la_section_le_dit(tmp_path: Path) -> None:
    etude = copie(tmp_path, etats_mensuels=lambda t: t[t["emi_sme_annee"] == "2023"])
    assert "aucune heure pour Région fictive en 2022" in raison(etude)


def test_l_annee_d_avant_que_le_secret_refuse_est_dite(monkeypatch: pytest.MonkeyPatch) -> None:
    publier = mensuel_publication._publier

    def refuser_l_an_dernier(extrait: Extrait, *, conseil: bool) -> Mapping[str, Diffusable]:
        if extrait.precedent is not None:
            raise ProtectionImpossible("une cellule se recalcule", {"deux_annees", "territoires"})
        return publier(extrait, conseil=conseil)

    monkeypatch.setattr(mensuel_publication, "_publier", refuser_l_an_dernier)
    sections = edition("R94").sections
    (dite,) = sections["evolution"]()
    assert "laisserait recalculer" in dite.charge["paragraphes"][0]
    titres = [str(o.charge.get("titre")) for o in sections["travail"]()]
    assert any("ETP réalisés par type" in titre for titre in titres), "le détail par type reste"
    phrases = [p["texte"] for p in sections["synthese"]()[0].charge["phrases"]]
    assert not any("en un an" in p for p in phrases)


def test_une_region_publiee_d_abord_ne_contredit_pas_un_epci_qui_a_moins_de_types(
    tmp_path: Path,
) -> None:
    """Le Littoral n'a aucune AI : le registre de la région, qui en a, ne le contredit pas."""
    dossier = charger_dossier("panorama-fictif")
    registre = tmp_path / "registre.jsonl"
    seance.ouvrir("R94-2022", [])
    region = Etude(dossier, dossier.territoire("R94"), 2022)
    mensuel_publication.publier_extrait(Extrait(Etats(Lieu(region))))
    registre.write_text(seance.rapport()["registre"], encoding="utf-8")  # type: ignore[index]
    seance.ouvrir("299999037-2022", [str(registre)])
    epci = Extrait(Etats(Lieu(Etude(dossier, dossier.territoire("299999037"), 2022))))
    assert "AI" not in epci.types
    assert mensuel_publication.publier_extrait(epci)[0].par_type
    seance.ouvrir("", [])
