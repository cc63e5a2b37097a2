"""Le carnet du diagnostic, rendu pour des territoires qui n'ont rien de commun."""

import json
import re
import shutil
from pathlib import Path

import pytest

from carnets.chemins import DOSSIERS
from carnets.execution.commandes import commandes_du_lot
from carnets.execution.lot import Resume, executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from tests.indicateurs.territoire.dossier_officiel import dossier
from tests.partage import exige_partage

CARNET = "diagnostic_territorial"
# Alès ; un quartier presque sans chiffre ; La Réunion ; Mayotte, hors des tables ; un EPCI ; un
# département d'outre-mer.
OFFICIELS = "QP030001,QP025002,QP974039,QP976001,200066918,972"
PARTIES = (
    "Synthèse", "Situation", "Population", "Travail", "Demandeurs d'emploi",
    "Revenus, pauvreté, prestations", "Activité et offre", "Face aux autres territoires",
    "Place parmi les quartiers", "Atouts et faiblesses", "Ce qui a changé",
    "De la géographie de 2015", "Toutes les éditions", "Méthode et limites",
)  # fmt: skip


def lot(cas: Path, territoires: str, sortie: Path) -> Resume:
    commandes = commandes_du_lot(CARNET, str(cas), territoires, [])
    resume = executer_lot(commandes, OuvriersLocaux(1), sortie=sortie, formats=("html", "pdf"))
    assert not resume.echecs, [e.cause[:400] for e in resume.echecs]
    return resume


def pages(resume: Resume) -> dict[str, str]:
    """Territoire → sa page HTML, espaces insécables écrites comme des espaces."""
    lues = {}
    for place in resume.livres:
        (fichier,) = place.glob("*.html")
        texte = fichier.read_text(encoding="utf-8")
        lues[place.name.removesuffix("-2022")] = texte.translate({0xA0: " ", 0x202F: " "})
    return lues


@pytest.fixture(scope="module")
def livres(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    racine = tmp_path_factory.mktemp("diagnostic")
    cas = dossier(racine / "officiel", exige_partage())
    return pages(lot(cas, OFFICIELS, racine / "reports"))


def test_chaque_partie_est_dans_chaque_livrable(livres: dict[str, str]) -> None:
    assert set(livres) == set(OFFICIELS.split(","))
    for code, page in livres.items():
        titres = " ".join(re.findall(r"<h2[^>]*>(.*?)</h2>", page)).replace("&#39;", "'")
        assert not [p for p in PARTIES if p not in titres.replace("’", "'")], code


def test_les_chiffres_d_ales(livres: dict[str, str]) -> None:
    page = livres["QP030001"]
    for texte in ("36,1 %", "2 459", "14 036", "49,6 %", "13 080 €", "(14 036 / 40 802)"):
        assert texte in page, texte
    assert "moins de 5 quartiers renseignés" in page  # quatre quartiers dans l'EPCI : pas de rang
    assert "contours des quartiers de 2015" in page
    assert "taux de chômage" not in re.sub(r"(jamais|n&#39;est|n'est) un taux de chômage", "", page)


def test_l_activite_et_l_offre_d_insertion(livres: dict[str, str]) -> None:
    """L'extrait d'Occitanie quand il porte le quartier ; la distance, du contour que l'on a."""
    assert "1 390" in livres["QP030001"]
    assert "Quartier, contour de 2015" in livres["QP030001"]
    assert "ne porte pas ces quartiers" in livres["QP974039"]
    assert "Quartier, contour de 2024" in livres["QP974039"]


def test_un_quartier_presque_vide_le_dit(livres: dict[str, str]) -> None:
    assert "chiffre non publié pour ce quartier" in livres["QP025002"]
    assert "Avertissement de qualité de l" in livres["QP025002"]
    assert "sortant" in livres["QP025002"]
    assert "non couvert par la table de passage" in livres["QP976001"]


@pytest.mark.parametrize("code", ["QP974039", "QP976001", "972"])
def test_les_cartes_d_outre_mer_se_tracent(livres: dict[str, str], code: str) -> None:
    assert "contours des quartiers de 2024" in livres[code]
    assert "Carte non tracée" not in livres[code]


def test_un_epci_montre_ses_quartiers_cote_a_cote(livres: dict[str, str]) -> None:
    page = livres["200066918"]
    assert "quartiers côte à côte" in page
    for quartier in ("QP030001", "QP030002", "QP030016", "QP030017"):
        assert quartier in page
    assert "Quartiers au-dessus" in page


def test_sans_contour_ni_passage_le_diagnostic_est_entier(tmp_path: Path) -> None:
    """Le dossier fictif, privé de ses contours et de sa table de passage."""
    cas = tmp_path / "sans"
    shutil.copytree(DOSSIERS / "quartiers-fictifs", cas, ignore=shutil.ignore_patterns(".magasin"))
    fiche = cas / "dossier.yml"
    gardees = [
        ligne
        for ligne in fiche.read_text(encoding="utf-8").splitlines()
        if not ligne.startswith(("  contours_2015:", "  departements:", "  passage:"))
    ]
    fiche.write_text("\n".join(gardees) + "\n", encoding="utf-8")
    rendus = pages(lot(cas, "QP048901,QP048909,48", tmp_path / "reports"))
    for page in rendus.values():
        assert "Carte non tracée" in page
        assert "ne porte pas la table de passage" in page
    assert "secrète ou non disponible" in rendus["QP048909"]


def test_un_quartier_change_ne_refait_que_les_livrables_qui_le_citent(tmp_path: Path) -> None:
    """Une part du Plateau change : son livrable est refait, pas celui de l'EPCI voisin.

    Le nom qu'écrit la table de l'Insee n'est cité nulle part : le changer ne refait rien.
    """
    cas = tmp_path / "fictif"
    shutil.copytree(DOSSIERS / "quartiers-fictifs", cas, ignore=shutil.ignore_patterns(".magasin"))
    sortie, territoires = tmp_path / "reports", "QP048901,QP048909"
    lot(cas, territoires, sortie)
    assert lot(cas, territoires, sortie).a_jour == 2
    table = cas / "DEMO_2019.csv"
    _remplacer(table, b"QP048909", b"Le Plateau", b"Le Plateau est")
    assert lot(cas, territoires, sortie).a_jour == 2
    _remplacer(table, b"QP048909", b";52,8;", b";52,7;")
    resume = lot(cas, territoires, sortie)
    assert [p.name for p in resume.livres] == ["QP048909-2022"]
    recu = json.loads((resume.livres[0] / "recu.json").read_text("utf-8"))
    assert recu["parametres"]["territoire"] == "QP048909"


def _remplacer(table: Path, code: bytes, avant: bytes, apres: bytes) -> None:
    """Remplace, dans la ligne de ce code, la première occurrence."""
    lignes = table.read_bytes().split(b"\r\n")
    rang = next(k for k, ligne in enumerate(lignes) if ligne.startswith(code))
    assert avant in lignes[rang]
    lignes[rang] = lignes[rang].replace(avant, apres, 1)
    table.write_bytes(b"\r\n".join(lignes))
