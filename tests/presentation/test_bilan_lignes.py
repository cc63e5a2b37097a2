"""Évolutions d'une année à l'autre, lignes à zéro, horizons des sorties, accords en nombre."""

from types import SimpleNamespace
from typing import Any

import pytest

from carnets.presentation.bilan import contrats, evolutions, methode
from carnets.presentation.bilan.decoupes import periode_a_l_horizon
from carnets.presentation.bilan.suites import suites
from carnets.presentation.bilan.zeros import sans_zeros
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import Lecture, accorder, compter, lire
from carnets.secret import Diffusable
from tests.presentation.fabrique import diffusable, rangee

HEURES, PART = "heures_realisees", "part_femmes"


class Deux(SimpleNamespace):
    """Ce qu'une partie demande à un bilan, sans publier tout un dossier."""

    def lire(self, table: Any, nom: str, **filtres: str) -> Lecture:
        return lire(self.tables[table] if isinstance(table, str) else table, nom, **filtres)

    def __getitem__(self, nom: str) -> Diffusable:
        tables: dict[str, Diffusable] = self.tables
        return tables[nom]

    def mois_de(self, an: str) -> int:
        return int(self.mois[an])

    def citer(self, *_: str) -> str:
        return "essai"


def deux_annees(mois: dict[str, int], **changements: dict[str, object]) -> Deux:
    rangees = [
        {**rangee("76", HEURES, 100.0, periode="2019"), **changements.get("avant", {})},
        rangee("76", HEURES, 125.0, periode="2020"),
        rangee("76", PART, 20.0, periode="2019"),
        rangee("76", PART, 17.5, periode="2020"),
    ]
    tables = {"annees": diffusable(rangees)}
    return Deux(annees=("2019", "2020"), mois=mois, tables=tables)


def evolution_de(b: Deux) -> list[str]:
    plan = Disposition(lignes="indicateur", colonnes="periode")
    table = tableau(b["annees"], titre="t", source="s", disposition=plan)
    complet = evolutions.avec_evolution(b, table)  # type: ignore[arg-type]
    assert complet.charge["colonnes"][-1]["libelle"] == "Évolution 2019-2020"
    return [ligne["cellules"][-1]["texte"] for ligne in complet.charge["lignes"]]


def test_une_quantite_evolue_en_pourcentage_et_un_taux_en_points() -> None:
    """100 → 125 : +25 % ; 20 % → 17,5 % : −2,5 points."""
    heures, part = evolution_de(deux_annees({"2019": 12, "2020": 12}))
    assert heures.replace("\u202f", " ") == "+25,0 %"
    assert part.replace("\xa0", " ") == "−2,5 points"


def test_une_annee_partielle_ne_se_compare_pas_et_dit_pourquoi() -> None:
    assert (
        evolution_de(deux_annees({"2019": 12, "2020": 10}))
        == ["non comparable : 10 mois contre 12"] * 2
    )


@pytest.mark.parametrize(
    ("avant", "raison"),
    [
        ({"valeur": None, "etat": "secret"}, "valeur secrète ou absente"),
        ({"valeur": 0.0}, "zéro au départ"),
    ],
)
def test_ce_qui_ne_se_compare_pas_dit_sa_raison(avant: dict[str, object], raison: str) -> None:
    heures, _ = evolution_de(deux_annees({"2019": 12, "2020": 12}, avant=avant))
    assert heures == f"non comparable : {raison}"


def par_type(**valeurs: tuple[float | None, str]) -> Diffusable:
    return diffusable(
        [
            rangee("76", "contrats_insertion", valeur, etat=etat, modalite=modalite.strip("_"))
            for modalite, (valeur, etat) in valeurs.items()
        ]
    )


def test_seul_un_vrai_zero_se_resume() -> None:
    """Un zéro est nommé ; une valeur cachée, inconnue, et le total restent."""
    table = par_type(
        _=(0.0, "ok"), CDI=(12.0, "ok"), CAPE=(0.0, "ok"), CDD=(None, "secret"), APP=(None, "nd")
    )
    reste, notes = sans_zeros(table, ["contrats_insertion"], libelles={"CAPE": "Contrat d'appui"})
    assert list(reste.table["modalite"]) == ["", "CDI", "CDD", "APP"]
    assert notes == ["À zéro, et omis : Contrat d'appui."]
    assert sans_zeros(reste, ["contrats_insertion"], libelles={}) == (reste, [])


def des_lots(nombre: float, reserves: float, couverture: float) -> Deux:
    noms = {
        "lots_clauses": nombre, "part_marches_reserves": reserves, "part_montant_reserve": 10.0,
        "couverture_lots": couverture,
    }  # fmt: skip
    return Deux(tables={"marches": diffusable([rangee("76", n, v) for n, v in noms.items()])})


@pytest.mark.parametrize(
    ("nombre", "part", "dit"),
    [(1.0, 100.0, "Le seul lot clausé est"), (1.0, 0.0, "Le seul lot clausé n'est pas")],
)
def test_un_seul_lot_est_au_singulier(nombre: float, part: float, dit: str) -> None:
    b = des_lots(nombre, part, part)
    assert str(contrats._reserves(b).charge["texte"]).replace("’", "'").startswith(dit)  # type: ignore[arg-type]
    assert "seul lot clausé" in methode._declares(b)  # type: ignore[arg-type]


def test_plusieurs_lots_restent_au_pluriel() -> None:
    b = des_lots(9.0, 22.2, 80.0)
    assert "lots clausés" in str(contrats._reserves(b).charge["texte"])  # type: ignore[arg-type]
    assert methode._declares(b).endswith("9 lots clausés.")  # type: ignore[arg-type]
    aucun = contrats._reserves(des_lots(3.0, 0.0, 80.0))  # type: ignore[arg-type]
    assert str(aucun.charge["texte"]).startswith("Aucun des 3 lots clausés")


@pytest.mark.parametrize(
    ("nombre", "mot"), [(0, "lot"), (1, "lot"), (1.5, "lot"), (2, "lots"), (float("nan"), "lots")]
)
def test_accord(nombre: float, mot: str) -> None:
    assert accorder(nombre, "lot", "lots") == mot


def test_un_compte_cache_ne_porte_pas_son_nom() -> None:
    assert compter(Lecture(1.0, "ok", "personnes", 0), "personne", "personnes") == "1 personne"
    assert compter(Lecture(float("nan"), "secret", "personnes", 0), "p", "ps") == "(secret)"


def sorties(*horizons: str) -> Deux:
    """Vingt sorties, quatre par catégorie à chaque horizon."""
    categories = (
        "emploi_durable", "emploi_transition", "sortie_positive", "autre", "sans_nouvelle",
    )  # fmt: skip
    rangees = [
        rangee(
            "76", "sorties_examinees", valeur, modalite=f"IAE|{categorie}",
            periode=periode_a_l_horizon("2019-2021", horizon),
        )
        for horizon in horizons
        for categorie, valeur in {"": 20.0, **dict.fromkeys(categories, 4.0)}.items()
    ]  # fmt: skip
    comptes = [
        rangee("76", nom, 1.0)
        for nom in ("personnes_plusieurs_contrats", "mois_par_personne", "employeurs_par_personne")
    ]
    tables = {"comptes": diffusable(comptes), "sorties IAE": diffusable(rangees)}
    return Deux(tables=tables, cumul="2019-2021")


def test_les_horizons_se_lisent_dans_l_ordre_avec_leurs_effectifs() -> None:
    objets = suites(sorties("0", "3", "12"))  # type: ignore[arg-type]
    (table,) = [o for o in objets if "horizons" in str(o.charge.get("titre", ""))]
    colonnes = [c["libelle"] for c in table.charge["colonnes"]]
    assert colonnes == ["À la sortie", "À 3 mois", "À 12 mois"]
    assert all(c["denominateur"] == 20 for c in table.charge["lignes"][1]["cellules"])
    assert any("revues à 6 mois" in n.replace("\xa0", " ") for n in table.charge["notes"])
    dites = [str(o.charge["texte"]) for o in objets if o.charge["genre"] == "phrase"]
    assert [d.partition(",")[0] for d in dites] == ["À la sortie", "À 3 mois", "À 12 mois"]


def test_sans_suivi_l_absence_est_dite() -> None:
    objets = suites(sorties("0"))  # type: ignore[arg-type]
    assert not any("horizons" in str(o.charge.get("titre", "")) for o in objets)
    assert any("3, 6 et 12" in str(o.charge) for o in objets)
