"""D'un livrable à l'autre : ce que l'un cache, l'autre ne le redonne pas."""

import json
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import cast

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from carnets.dossier import Dossier
from carnets.execution.commandes import commandes_du_lot
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from carnets.execution.protege import ARCHIVES, REGISTRE, registres_lus
from carnets.execution.rendre import rendre

EFFECTIFS = {"mo-a": 3, "mo-b": 25, "mo-c": 50}
FICHE = """titre: Projet d'essai
fictif: true
annee: 2023
geographie: "2015"
territoires:
  - {code: projet, libelle: Projet, type: projet}
  - {code: mo-a, libelle: Bailleur a, type: maitre_ouvrage, parent: projet}
  - {code: mo-b, libelle: Bailleur b, type: maitre_ouvrage, parent: projet}
  - {code: mo-c, libelle: Bailleur c, type: maitre_ouvrage, parent: projet}
sources:
  personnes:
    fichier: personnes.csv
    modele: personne
    secret: personnes_public
    carte: {document: Essai, producteur: Essai, date: 2023-12-31, lignes: "1"}
conventions: {}
livrables: []
"""
CELLULES = (
    'dossier: str = ""\nterritoire: str = "projet"\nannee: int = 2023',
    """
import carnets as c
import pandas as pd

etude = c.ouvrir(dossier, territoire=territoire, annee=annee)
comptes = etude.table("personnes").groupby("prescripteur").size()
comptes["projet"] = comptes.sum()
montres = comptes if territoire == "projet" else comptes[[territoire]]
vide = float("nan")
table = pd.DataFrame(
    [(t, etude.periode, "beneficiaires", "", vide, vide, float(n), "ok")
     for t, n in montres.items()],
    columns=["territoire", "periode", "indicateur", "modalite", "numerateur", "denominateur",
             "valeur", "etat"],
)
""",
    """
livre = etude.publier_ensemble(
    etude.declarer("personnes", table, "personnes"),
    hierarchies=[c.Hierarchie("territoire", "projet", ("mo-a", "mo-b", "mo-c"))],
)
c.cartouche_de(etude, "Essai", surtitre="Essai", champ="essai")
""",
    'c.tableau(livre["personnes"], titre="Personnes", source="Essai")',
    "c.constat_secret()",
)


@pytest.fixture
def cas(tmp_path: Path) -> tuple[Path, Path]:
    """Un projet de trois maîtres d'ouvrage : 3 personnes, 25 et 50 ; et son carnet."""
    racine = tmp_path / "projet-essai"
    racine.mkdir()
    (racine / "dossier.yml").write_text(FICHE, encoding="utf-8")
    lignes = [(f"{mo}-{rang}", "F", "NR", mo) for mo, n in EFFECTIFS.items() for rang in range(n)]
    colonnes = ["id_personne", "sexe", "statut_qpv", "prescripteur"]
    pd.DataFrame(lignes, columns=colonnes).to_csv(racine / "personnes.csv", sep=";", index=False)
    cellules = [new_code_cell(source) for source in CELLULES]
    cellules[0].metadata["tags"] = ["parameters"]
    nbformat.write(new_notebook(cells=cellules), tmp_path / "essai.ipynb")
    return racine, tmp_path / "essai.ipynb"


def lot(cas: tuple[Path, Path], sortie: Path, territoires: str) -> list[Path]:
    dossier, carnet = cas
    commandes = commandes_du_lot(str(carnet), str(dossier), territoires, [])
    resume = executer_lot(commandes, OuvriersLocaux(1), sortie=sortie, formats=("html",))
    assert not resume.echecs, resume.echecs
    return list(resume.livres)


def montre(place: Path) -> dict[str, float | None]:
    lignes = (place / REGISTRE).read_text(encoding="utf-8").splitlines()
    return {entree["territoire"]: entree["valeur"] for entree in map(json.loads, lignes)}


def test_le_projet_d_abord_puis_ses_maitres_d_ouvrage(
    cas: tuple[Path, Path], tmp_path: Path
) -> None:
    livres = lot(cas, tmp_path / "reports", "mo-c,mo-b,projet,mo-a")
    assert [p.name for p in livres] == ["projet-2023", "mo-a-2023", "mo-b-2023", "mo-c-2023"]
    vus = {p.name.removesuffix("-2023"): montre(p) for p in livres}
    assert vus["projet"] == {"projet": 78, "mo-a": None, "mo-b": None, "mo-c": 50}
    # 25 se publierait seul ; à côté du total et de mo-c, il redonnerait les 3 de mo-a.
    assert (vus["mo-a"]["mo-a"], vus["mo-b"]["mo-b"], vus["mo-c"]["mo-c"]) == (None, None, 50)
    (page,) = (tmp_path / "reports").glob("*/*/mo-b-2023/*.html")
    assert "couvert par le secret statistique" in page.read_text(encoding="utf-8")


def test_seul_il_se_publierait(cas: tuple[Path, Path], tmp_path: Path) -> None:
    (livre,) = lot(cas, tmp_path / "reports", "mo-b")
    assert montre(livre) == {"mo-b": 25}
    # Le projet, rendu ensuite, sait que ce 25 est déjà lu : c'est mo-c qu'il cache.
    (projet,) = lot(cas, tmp_path / "reports", "projet")
    assert montre(projet) == {"projet": 78, "mo-a": None, "mo-b": 25, "mo-c": None}


def test_un_lot_coupe_et_repris_finit_aux_memes_octets(
    cas: tuple[Path, Path], tmp_path: Path
) -> None:
    entier = lot(cas, tmp_path / "entier", "tous")
    lot(cas, tmp_path / "coupe", "projet")
    lot(cas, tmp_path / "coupe", "mo-a,projet")
    lot(cas, tmp_path / "coupe", "mo-c,mo-b,mo-a,projet")
    for place in entier:
        autre = tmp_path / "coupe" / place.relative_to(tmp_path / "entier")
        assert {f.name: f.read_bytes() for f in place.glob("*.html")} == {
            f.name: f.read_bytes() for f in autre.glob("*.html")
        }
        assert (place / REGISTRE).read_bytes() == (autre / REGISTRE).read_bytes()


def test_ce_qui_a_ete_envoye_est_su_meme_si_la_sortie_est_vide(
    cas: tuple[Path, Path], tmp_path: Path
) -> None:
    dossier, carnet = cas
    (projet,) = lot(cas, tmp_path / "envoye", "projet")
    (dossier / ARCHIVES).mkdir()
    (projet / REGISTRE).rename(dossier / ARCHIVES / "projet-2023.jsonl")
    livre = rendre(
        str(carnet),
        parametres={"dossier": str(dossier), "territoire": "mo-b"},
        sortie=tmp_path / "reports",
        formats=("html",),
    )
    assert montre(livre) == {"mo-b": None}


def test_seul_un_dossier_de_microdonnees_cherche_ce_que_montrent_ses_voisins(
    tmp_path: Path,
) -> None:
    """Mille livrables publiés, chacun cherchant parmi les mille autres : un lot ralentirait."""
    voisin = tmp_path / "sortie" / "essai" / "bilan" / "30-2021" / REGISTRE
    voisin.parent.mkdir(parents=True)
    voisin.touch()
    place = PurePosixPath("essai/bilan/48-2021")
    for confidentiel, attendus in ((True, (str(voisin),)), (False, ())):
        dossier = SimpleNamespace(nom="essai", chemin=tmp_path, confidentiel=confidentiel)
        assert registres_lus(cast(Dossier, dossier), tmp_path / "sortie", place) == attendus
