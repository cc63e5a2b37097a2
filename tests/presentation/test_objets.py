"""Ce qu'un objet affiche : un aperçu à qui regarde le carnet, sa charge seule à un rendu."""

from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from carnets.presentation import objets

NOTE = objets.note("Champ", "Les quartiers de 2015.")


def test_un_carnet_regarde_garde_l_apercu() -> None:
    donnees, _ = InteractiveShell.instance().display_formatter.format(NOTE)  # type: ignore[union-attr]
    assert "Les quartiers de 2015." in donnees["text/html"]
    assert donnees[objets.MIME] == NOTE.charge


def test_un_rendu_ne_recoit_que_la_charge(monkeypatch: pytest.MonkeyPatch) -> None:
    montres: list[dict[str, Any]] = []
    monkeypatch.setattr(objets, "publish_display_data", montres.append)
    monkeypatch.setattr(objets, "_apercu", False)
    donnees, _ = InteractiveShell.instance().display_formatter.format(NOTE)  # type: ignore[union-attr]
    assert donnees == {}
    assert montres == [{objets.MIME: NOTE.charge, "text/plain": "Champ"}]
