"""Le dictionnaire dit tout des indicateurs calculés, et d'eux seuls."""

from pathlib import Path

import pandas as pd
import pytest

from carnets.dictionnaire import INDICATEURS, charger_dictionnaire, indicateur
from carnets.dossier import charger_dossier
from carnets.erreurs import DonneesRefusees, UsageIncorrect
from carnets.indicateurs import (
    additivite,
    clauses,
    etp,
    iae,
    npnru,
    objectif,
    objectif_operations,
    panel,
    territoire,
)
from carnets.indicateurs.cadre import COLONNES, empiler
from carnets.indicateurs.evolution import evolution
from carnets.presentation.panorama.mensuel import EVOLUTIONS, PART
from tests.indicateurs.iae.etats import contrats_de, extraits
from tests.indicateurs.insertion_fabrique import releve, tables, tirer


def tous_les_indicateurs() -> pd.DataFrame:
    region, ales = charger_dossier("occitanie-iae-2019"), charger_dossier("ales-npnru")
    structures, parts, qpv = (region.table(n) for n in ("structures", "part_qpv", "qpv"))
    objectifs, chiffres = ales.table("objectifs"), ales.table("chiffres_publies")
    ici, la = {"territoire": "76"}, {"territoire": "npnru-ales", "periode": "2019"}
    conventions = {"legale": 1607.0}
    return empiler(
        [
            iae.effectifs(structures, periode="2019"),
            iae.totaux_recalcules(structures, periode="2019", **ici),
            iae.ratios(structures, periode="2019", heures_par_etp=1607),
            iae.familles(region.table("chiffres_publies"), periode="2019", **ici),
            iae.contexte_qpv(region.table("chiffres_publies"), periode="2019", **ici),
            iae.part_qpv(parts, qpv),
            iae.part_qpv_ponderee(parts, structures, annee=2019, precision=1, **ici),
            iae.indice_representation(parts, annee=2019, references={"population": 6.1}, **ici),
            iae.evolution_part_qpv(parts, qpv, annee=2019, annee_reference=2018),
            iae.correlation_poids_part(parts, qpv, region.table("population"), annee=2019, **ici),
            clauses.bilan(chiffres, **la),
            clauses.types_contrats(ales.table("types_contrats"), total=101, **la),
            objectif.objectif_recalcule(
                objectifs, taux_main_oeuvre=37.5, cout_horaire=30, taux_insertion=5, periode="2019"
            ),
            objectif.main_oeuvre_implicite(objectifs, cout_horaire=30, periode="2019"),
            objectif.base_implicite(
                objectifs, taux_main_oeuvre=40, cout_horaire=30, periode="2019"
            ),
            etp.etp_par_convention(66000, conventions=conventions, **la),
            etp.heures_par_etp_compatibles(66000, etp=37, precision=1, **la),
            etp.mois_par_convention(742, conventions=conventions, **la),
            *implantation_iae(),
            *diagnostic_territorial(),
            *insertion(),
            *trajectoires(),
        ]
    )


def trajectoires() -> list[pd.DataFrame]:
    """Les indicateurs du panel, sur le dossier fictif."""
    filosofi = charger_dossier("panel-fictif").table("filosofi_quartiers")
    annees, ici = {"debut": 2012, "fin": 2021}, {"territoire": "QP048001"}
    groupes = {"traites": "QP04800*", "temoins": "autres"}
    return [
        panel.voisins(filosofi, nombre=2, **ici, **annees),
        panel.trajectoires(filosofi, territoires=["QP048001"], **annees),
        panel.position(filosofi, **ici, **annees),
        panel.couverture_du_panel(filosofi, **annees),
        panel.convergence(filosofi, **annees),
        panel.croissance_par_decile(filosofi, **annees),
        panel.passages(filosofi, **annees),
        panel.evenement(filosofi, annee=2016, **groupes, **annees),
    ]


def insertion() -> list[pd.DataFrame]:
    """Les indicateurs du bilan de microdonnées et de la charte, sur quelques projets tirés."""
    lignes, niveaux = tirer(8, 3)
    r = releve(lignes, niveaux)
    table = clauses.tous(r)
    retenues = clauses.retenir(tables(lignes)["heures"], r.debut, r.fin)
    couverture = pd.DataFrame({"territoire": ["84"], "attendus": [53.0], "repondants": [44.0]})
    terme = {"territoire": ["p0"], "heures_insertion": [5.0], "heures_travaillees": [100.0]}
    charte = pd.DataFrame(
        {
            **terme, "embauches_reservees": [1.0], "embauches": [8.0], "postes": [4.0],
            "recrutes_qpv": [1.0], "objectif": ["femmes"], "valeur": [12.0], "cible": [20.0],
            "heures_realisees": [5.0], "heures_prevues": [10.0],
        }
    )  # fmt: skip
    return [
        table,
        clauses.ecart_realisation(table),
        *_de_publication(table),
        clauses.sorties(r, referentiel="IAE"),
        clauses.sorties(r, referentiel="PLIE"),
        _objectifs_d_operations(),
        clauses.cumul_mensuel(retenues, r),
        clauses.couverture_publiee(couverture, periode="2021"),
        additivite.comptes_plusieurs_fois(table, {"p0": ["p0-mo0", "p0-mo1"]}),
        npnru.part_insertion_investissement(charte, periode="2021"),
        npnru.part_insertion_gup(charte, mode="heures", periode="2021"),
        npnru.part_insertion_gup(charte, mode="embauches", periode="2021"),
        npnru.embauches_qpv(charte, periode="2021"),
        npnru.objectifs_locaux(charte, periode="2021"),
        npnru.avancement_consolide(charte, periode="2021"),
    ]


def _objectifs_d_operations() -> pd.DataFrame:
    operations = pd.DataFrame(
        {
            "id_operation": ["o"], "montant_travaux_ht": [1e6], "montant_moe_ht": [None],
            "montant_autre_ht": [None], "base_retenue_ht": [1e6], "motif_exclusion": [None],
            "taux_mo": [0.4], "cout_horaire": [30.0], "taux_insertion": [0.05],
            "objectif_h_initial": [600.0],
        }
    )  # fmt: skip
    fiches = objectif_operations.fiches_operations(operations, niveaux={})
    return objectif_operations.objectifs_operations(operations, fiches, periode="2021")


def implantation_iae() -> list[pd.DataFrame]:
    """Les indicateurs tirés de structures, d'états mensuels et de séries, sur peu de lignes."""
    appartenance = iae.etages(pd.DataFrame({"code": ["30"], "region": ["76"]}))
    structure = pd.DataFrame(
        {
            "siret": ["1"], "type_siae": "ACI", "code_departement": "30", "annee": 2020,
            "longitude": 4.0, "latitude": 44.0, "etp_conventionnes": 1.0, "etp_realises": 1.0,
        }
    )  # fmt: skip
    contour = pd.DataFrame({"code": ["QP030001"], "geometrie": ["POINT (4 44)"]})
    dares = pd.DataFrame(
        {
            "type_siae": "EI", "nature": ["stock", "entrees"], "mois": "2022-01", "valeur": 1,
            "maj_page": pd.Timestamp("2024-10-31"),
        }
    )  # fmt: skip
    comptes = iae.implantation(structure, appartenance, types=("ACI",), periode="2020")
    communes = pd.DataFrame({"code_commune": ["30001"], "code_epci": "e", "code_departement": "30"})
    blanches = iae.zones_blanches(structure.assign(code_epci="e"), communes, periode="2020")
    proches = iae.distances(contour, structure, types=("ACI",), periode="2020")
    return [
        comptes,
        iae.densite(comptes, pd.Series({"30": 1.0}), nom="habitants", periode="2020"),
        proches,
        iae.resume_des_distances(proches, territoire="30", seuils=(0.5,)),
        iae.taux_realisation(structure, appartenance, annee=2020),
        iae.part_un_seul_type(structure, appartenance, periode="2020"),
        iae.series(dares, territoire="FR"),
        iae.familles_implantees(comptes, periode="2020"),
        iae.part_zones_blanches(blanches, communes, appartenance, periode="2020"),
        *etats_mensuels_iae(appartenance),
    ]


def etats_mensuels_iae(appartenance: pd.DataFrame) -> list[pd.DataFrame]:
    """Les indicateurs tirés des extraits de l'ASP."""
    etats, annexes, salaries = extraits(60, graine=1, departements=("30",))
    lignes = iae.rassembler(etats, annexes, salaries, durees={})
    etp = iae.etp_realises(lignes, appartenance, annee=2023)
    demande = iae.densite(
        etp, pd.Series({"30": 1000.0}), nom="demandeurs_emploi", periode="2023", compte="etp",
        indicateur="densite_etp",
    )  # fmt: skip
    signes = iae.situer_contrats(contrats_de(etats, graine=1), etats, annexes, salaries, annee=2023)
    return [
        etp,
        demande,
        iae.contrats_signes(signes, appartenance, annee=2023),
        iae.contrats_non_situes(signes, territoire="FR", annee=2023),
        demande.assign(indicateur="demandeurs_emploi"),
        iae.etp_par_mois(lignes, appartenance, annee=2023),
        iae.salaries(lignes, appartenance, annee=2023),
        iae.habitants_qpv(lignes, appartenance, annee=2023),
        iae.etp_conventionnes(annexes, appartenance, annee=2023),
        *_deux_annees(lignes, appartenance),
    ]


def _deux_annees(lignes: pd.DataFrame, appartenance: pd.DataFrame) -> list[pd.DataFrame]:
    """Les évolutions du panorama, tirées des comptes de deux années."""
    comptes = empiler(
        calcul(lignes, appartenance, annee=annee)
        for annee in (2022, 2023)
        for calcul in (iae.salaries, iae.etp_realises, iae.habitants_qpv)
    )
    return [
        evolution(comptes, nom, depuis="2022", vers="2023", nom=change, en_points=nom == PART)
        for nom, change in EVOLUTIONS.items()
    ]


def diagnostic_territorial() -> list[pd.DataFrame]:
    """Les indicateurs de quartiers, de leurs comparateurs et de leur évolution."""
    cadres = []
    for theme, mesures in territoire.MESURES.items():
        colonnes = {c for m in mesures for c in m.colonnes}
        totaux = {"pop_com": 100.0, "abc": 100.0, "c": 100.0}
        totaux |= {"a": 100.0} if theme != "ipro" else {}
        table = pd.DataFrame({"codgeo": ["QP030001"], **{c: [10.0] for c in colonnes}})
        table = table.assign(**{c: n for c, n in totaux.items() if c in table})
        cadres += [
            territoire.mesurer(table.assign(edition=e), theme=theme, renseignees=colonnes)
            for e in ("2019", "2022")
        ]
    ensemble = pd.concat(cadres)
    revenus = {"annee": [2019], **{c: [1.0] for c in ("q1", "q2", "q3", "d1", "d9", "rd")}}
    serie = {"code_qpv": ["QP030001"], "annee": [2019], "revenu_median": [1.0]}
    cadres.append(
        territoire.comparateurs(
            pd.DataFrame({**revenus, "gi": [0.3], "s80s20": [4.0]}), territoire="30"
        )
    )
    cadres.append(
        territoire.serie_des_revenus(
            pd.DataFrame({**serie, "taux_pauvrete": [40.0], "gini": [0.2], "s80s20": [3.0]})
        )
    )
    longs = [c[list(COLONNES)] for c in cadres]
    return longs + [
        territoire.evolution(ensemble, nom, avant="2019", apres="2022")
        for nom in ("taux_pauvrete", "revenu_disponible_median")
    ]


def _de_publication(table: pd.DataFrame) -> list[pd.DataFrame]:
    """Les noms que prend, à la publication seulement, ce qui est déjà calculé sous un autre."""
    taux = table[table["indicateur"] == "taux_realisation"]
    parts = table[table["indicateur"] == "part_contrats_par_type"]
    return [
        taux.assign(indicateur="heures_sur_objectif"),
        parts.assign(indicateur="part_du_total"),
    ]


def test_chaque_indicateur_calcule_est_decrit_et_reciproquement() -> None:
    assert set(tous_les_indicateurs()["indicateur"]) == set(INDICATEURS)


def test_les_pourcentages_sont_en_points() -> None:
    cadre = tous_les_indicateurs()
    pourcentages = {n for n, i in INDICATEURS.items() if i.unite == "pourcentage"}
    parts = cadre[cadre["indicateur"].isin(pourcentages) & cadre["indicateur"].str.contains("part")]
    assert parts["valeur"].max() > 1
    assert parts["valeur"].dropna().between(0, 100).all()


def test_nom_inconnu() -> None:
    with pytest.raises(UsageIncorrect, match="vouliez-vous dire taux_realisation"):
        indicateur("taux_realisatoin")


def test_un_rapport_ne_s_additionne_pas() -> None:
    rapports = {"pourcentage", "ratio", "indice", "coefficient", "points", "heures_par_personne"}
    assert not [n for n, i in INDICATEURS.items() if i.unite in rapports and i.additif]


FICHE = """essai:
  libelle: Essai
  unite: heures
  decimales: 0
  additif: true
  comparable_dans_le_temps: true
  sens: neutre
  secret: aucun
  definition: Un essai.
  source: Nulle part
"""


def test_dictionnaire_d_un_dossier(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(FICHE, encoding="utf-8")
    assert charger_dictionnaire(tmp_path)["essai"].libelle == "Essai"


def test_indicateur_decrit_deux_fois(tmp_path: Path) -> None:
    for nom in ("a.yml", "b.yml"):
        (tmp_path / nom).write_text(FICHE, encoding="utf-8")
    with pytest.raises(DonneesRefusees, match="essai"):
        charger_dictionnaire(tmp_path)


@pytest.mark.parametrize(
    ("avant", "apres", "message"),
    [
        ("unite: heures", "unite: lieues", "ligne 3"),
        ("  sens: neutre\n", "", "sens"),
        ("decimales: 0", "decimals: 0", "decimales"),
    ],
)
def test_description_refusee(tmp_path: Path, avant: str, apres: str, message: str) -> None:
    (tmp_path / "a.yml").write_text(FICHE.replace(avant, apres), encoding="utf-8")
    with pytest.raises(DonneesRefusees, match=message):
        charger_dictionnaire(tmp_path)
