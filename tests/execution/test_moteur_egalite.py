"""Notre moteur et celui de papermill donnent le même carnet, à l'horloge près."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.execution.conftest import EGAUX, EN_ERREUR, INTERROMPUS, Essai

FORK = pytest.mark.skipif(sys.platform != "linux", reason="« fork » : Linux")


def sans_traces(essai: Essai) -> dict[str, object]:
    """La trace d'un `input` refusé cite le fichier qui refuse : le nôtre, ou celui du noyau."""
    carnet = essai.sans_horloge()
    for cellule in carnet["cells"]:
        for sortie in cellule.get("outputs", []):
            sortie.pop("traceback", None)
    return carnet


@pytest.mark.parametrize(
    ("nom", "options"),
    [
        *(pytest.param(nom, {"moyen": "fork"}, marks=FORK) for nom in EGAUX),
        ("affichages", {"moyen": "spawn", "precharges": ()}),
    ],
)
def test_carnet_bien_eleve(
    nom: str, options: dict[str, Any], ordinaire: dict[str, Essai], executer: Callable[..., Essai]
) -> None:
    attendu, obtenu = ordinaire[nom], executer(nom, **options)
    assert (obtenu.echec, attendu.echec) == ((), ())
    assert obtenu.statuts == attendu.statuts == ["completed"] * len(attendu.statuts)
    assert obtenu.sans_horloge() == attendu.sans_horloge()


@pytest.mark.parametrize("nom", EN_ERREUR)
@FORK
def test_carnet_en_erreur(
    nom: str, ordinaire: dict[str, Essai], executer: Callable[..., Essai]
) -> None:
    attendu, obtenu = ordinaire[nom], executer(nom, moyen="fork")
    assert obtenu.echec == attendu.echec
    assert obtenu.statuts == attendu.statuts
    assert obtenu.carnet.metadata.papermill.exception == attendu.carnet.metadata.papermill.exception
    if nom == "saisie":
        assert sans_traces(obtenu) == sans_traces(attendu)
    else:
        assert obtenu.sans_horloge() == attendu.sans_horloge()


@pytest.mark.parametrize(
    ("nom", "options"),
    [
        *(pytest.param(nom, {"moyen": "fork"}, marks=FORK) for nom in INTERROMPUS),
        ("noyau_tue", {"moyen": "spawn", "precharges": ()}),
    ],
)
def test_carnet_interrompu(
    nom: str, options: dict[str, Any], ordinaire: dict[str, Essai], executer: Callable[..., Essai]
) -> None:
    """Même genre d'échec ; mais papermill déclare les cellules complètes, nous jamais."""
    delai = 1 if nom == "boucle_sans_fin" else None
    attendu, obtenu = ordinaire[nom], executer(nom, execution_timeout=delai, **options)
    assert attendu.echec[0] in {"CellTimeoutError", "DeadKernelError"}
    assert attendu.echec[0] in obtenu.echec
    assert "EchecExecution" in obtenu.echec
    assert set(attendu.statuts) == {"completed"}
    assert "failed" in obtenu.statuts
    assert obtenu.statuts[-1] == "pending"
    assert obtenu.carnet.metadata.papermill.exception is True
