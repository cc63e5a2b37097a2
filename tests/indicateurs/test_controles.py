"""Un contrôle trouve par le calcul : la faute corrigée, il se tait ; introduite, il parle."""

import pandas as pd
import pytest

from carnets.dossier import charger_dossier
from carnets.indicateurs.controles.citations import (
    citations_concordantes,
    effectifs_possibles,
    parts_entieres,
)
from carnets.indicateurs.controles.formules import denominateurs_candidats, ordre_de_grandeur
from carnets.indicateurs.controles.sommes import parts_complementaires, somme_des_parties
from carnets.indicateurs.controles.structure import (
    classements_concordants,
    inegalites,
    zeros_structurels,
)

OCCITANIE = charger_dossier("occitanie-iae-2019")
REFERENCES = {"dispositifs": 465.0, "siae_conventionnees": 368.0}


def chiffres(**corrections: float) -> pd.DataFrame:
    """Les chiffres publiés d'Occitanie, certains remplacés par identifiant."""
    table = OCCITANIE.table("chiffres_publies").set_index("identifiant")
    for identifiant, valeur in corrections.items():
        table.loc[identifiant, "valeur"] = valeur
    return table.reset_index()


def verdicts(constats: list, debut: str) -> list[str]:
    return [c.verdict for c in constats if c.objet.startswith(debut)]


def _citations(table: pd.DataFrame, references: dict[str, float]) -> list[str]:
    constats = citations_concordantes(table, references=references, territoire="76")
    return verdicts(constats, "Dispositifs d'IAE")


def test_485_contre_465() -> None:
    assert _citations(chiffres(), REFERENCES) == ["incoherent", "exact"]
    assert _citations(chiffres(dispositifs_infographie=465), REFERENCES) == ["exact", "exact"]
    assert _citations(chiffres(dispositifs_texte=466), REFERENCES) == ["incoherent"] * 2


def test_deux_citations_sans_reference_se_comparent_entre_elles() -> None:
    assert _citations(chiffres(), {}) == ["incoherent"]
    assert _citations(chiffres(dispositifs_infographie=465), {}) == ["exact"]


@pytest.mark.parametrize(
    ("part", "attendu"), [(54, "incoherent"), (55, "exact"), (56, "arrondi"), (57, "incoherent")]
)
def test_parts_complementaires(part: float, attendu: str) -> None:
    constats = parts_complementaires(chiffres(salaries_mise_a_disposition=part))
    assert verdicts(constats, "Part des salariés") == [attendu]


@pytest.mark.parametrize(
    ("part", "base", "attendu", "possibles"),
    [
        (88, 368, "non_verifiable", (322, 325)),
        (80, 8, "incoherent", None),
        (75, 8, "exact", (6, 6)),
        (63, 8, "arrondi", (5, 5)),
    ],
)
def test_part_d_un_effectif_entier(
    part: float, base: float, attendu: str, possibles: tuple[int, int] | None
) -> None:
    """AUR-40 : 80 % de 8 personnes ne se peut pas (7 font 88 %, 6 font 75 %)."""
    constats = parts_entieres(
        chiffres(conventionnement_unique=part),
        bases={"siae_conventionnees": base},
        territoire="76",
    )
    [constat] = [c for c in constats if "conventionnement unique" in c.objet]
    assert constat.verdict == attendu
    entiers = [n for n in range(int(base) + 1) if part - 0.5 <= 100 * n / base < part + 0.5]
    assert (possibles is None) == (entiers == [])
    if possibles:
        assert effectifs_possibles(part, 1, base) == possibles == (entiers[0], entiers[-1])


def test_un_zero_redevient_ordinaire_quand_le_quartier_existe() -> None:
    parts, qpv = OCCITANIE.table("part_qpv"), OCCITANIE.table("qpv")
    libelles = {t.code: t.libelle for t in OCCITANIE.territoires}
    assert {c.controle for c in zeros_structurels(parts, qpv, libelles)} == {
        "zero_structurel",
        "part_sans_quartier",
    }
    avec_mende = qpv.assign(nombre_qpv=qpv["nombre_qpv"].clip(lower=1))
    assert zeros_structurels(parts, avec_mende, libelles) == []


def test_inegalites() -> None:
    chaine = ("etablissements", "siae_conventionnees", "dispositifs")
    structures = OCCITANIE.table("structures")
    assert inegalites(structures, chaine, libelle="o").verdict == "exact"
    structures.loc[structures["libelle"] == "Gard", "dispositifs"] = 40
    rompue = inegalites(structures, chaine, libelle="o")
    assert (rompue.verdict, rompue.recalcule) == ("incoherent", 1.0)
    assert "Gard" in rompue.explication


def test_une_unite_de_moins_dans_un_departement_se_voit() -> None:
    structures = OCCITANIE.table("structures")
    structures.loc[structures["libelle"] == "Gard", ["dispositifs", "etp"]] -= 1
    constats = somme_des_parties(
        structures,
        niveau_total="region",
        libelles={"dispositifs": "Dispositifs", "etp": "ETP"},
        unites={"dispositifs": "nombre", "etp": "etp"},
        arrondies=("etp",),
    )
    assert [c.verdict for c in constats] == ["incoherent", "arrondi"]


def test_total_d_une_colonne_incomplete() -> None:
    structures = OCCITANIE.table("structures")
    structures.loc[0, "etp"] = pd.NA
    [constat] = somme_des_parties(
        structures, niveau_total="region", libelles={"etp": "ETP"}, unites={"etp": "etp"}
    )
    assert constat.verdict == "non_verifiable"


@pytest.mark.parametrize(
    ("publie", "recalcule", "unite_en_cause"),
    [
        (312, 300_000, True),
        (312, 312, False),
        (312, 330, False),
        (312, 150_000, False),
        (312_000, 312, True),
        (312, 312e6, True),
        (0, 5, False),
    ],
)
def test_facteur_mille(publie: float, recalcule: float, unite_en_cause: bool) -> None:
    constat = ordre_de_grandeur(
        "o", publie, recalcule, precision=1, incertitude=0, unite="heures_par_an"
    )
    assert ("unité" in constat.explication) == unite_en_cause


def test_si_aucun_denominateur_ne_convient_chacun_est_une_anomalie() -> None:
    def candidats(publie: float) -> set[str]:
        constats = denominateurs_candidats(
            "o", publie, 66000, {"personne": 89, "contrat": 101}, precision=1, unite="heures"
        )
        return {c.gravite for c in constats}

    assert candidats(742) == {"information"}
    assert candidats(700) == {"anomalie"}


@pytest.mark.parametrize(
    ("rho", "probabilite", "attendu"),
    [
        (1.0, 0.0, "exact"),
        (0.87, 0.001, "arrondi"),
        (0.87, 0.2, "incoherent"),
        (-0.9, 0.001, "incoherent"),
    ],
)
def test_classements(rho: float, probabilite: float, attendu: str) -> None:
    assert classements_concordants("o", rho, probabilite, explication="e").verdict == attendu
