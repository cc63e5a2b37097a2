"""Un agrégat demandé par plusieurs processus d'un lot n'est calculé qu'une fois."""

import pickle
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from carnets.agregats import Agregat, Resultat
from carnets.execution.partages import MiseEnCommun

DEMANDE = Agregat("carnets.indicateurs.essai:somme", '["qpv"]', "{}")
CADRE = pd.DataFrame({"code": ["01", "02"], "nombre": pd.array([1, None], "Int64")})


def _demander(repertoire: Path) -> pd.DataFrame:
    """Ce que reçoit un processus ; un calcul laisse un trait dans le journal."""

    def calculer() -> Resultat:
        with (repertoire / "journal").open("a") as journal:
            journal.write("|")
        return Resultat(CADRE)

    return MiseEnCommun(repertoire, "essai")(DEMANDE, calculer).cadre


def test_quatre_processus_un_calcul_le_meme_cadre(tmp_path: Path) -> None:
    with get_context("spawn").Pool(2) as processus:
        for cadre in processus.map(_demander, [tmp_path] * 4, chunksize=1):
            pd.testing.assert_frame_equal(cadre, CADRE)
    assert (tmp_path / "journal").read_text() == "|"


def test_deux_dossiers_ne_partagent_rien(tmp_path: Path) -> None:
    _demander(tmp_path)
    autre = MiseEnCommun(tmp_path, "autre")(DEMANDE, lambda: Resultat(CADRE.head(1)))
    assert autre.cadre["code"].tolist() == ["01"]
    assert pickle.loads(pickle.dumps(MiseEnCommun(tmp_path, "essai")))  # l'emballage l'emporte
