"""Aucun fichier abîmé ne passe en silence, ne perd une ligne, ni ne montre de trace Python."""

from pathlib import Path

import pytest

from carnets.dossier import charger_dossier
from carnets.erreurs import ErreurUtilisateur
from carnets.lecture.rapport import Rapport
from carnets.verification import verifier
from tests.lecture.abimes import Abime, fiches_fautives, fichiers_abimes
from tests.lecture.fabrique import dossier

ABIMES = list(fichiers_abimes())
FICHES = list(fiches_fautives())


def _verifier(chemin: Path, abime: Abime) -> Rapport:
    dossier(chemin)
    (chemin / "heures.csv").write_bytes(abime.octets)
    return verifier(chemin)


def test_ils_sont_assez_nombreux() -> None:
    assert len(ABIMES) >= 200
    assert len(FICHES) >= 80
    assert len({a.octets for a in ABIMES}) == len(ABIMES)


@pytest.mark.parametrize("abime", ABIMES, ids=lambda a: a.nom.encode("unicode_escape").decode())
def test_fichier_abime(tmp_path: Path, abime: Abime) -> None:
    rapport = _verifier(tmp_path, abime)
    if abime.bloc:
        assert len(rapport.erreurs) == 1
        assert abime.bloc in rapport.erreurs[0]
        assert "heures.csv" in rapport.erreurs[0]
        return
    assert rapport.erreurs == ()
    (fichier,) = rapport.fichiers
    assert fichier.lues == abime.lues == fichier.acceptees + fichier.refusees
    attendues = {abime.repare} if abime.repare else set()
    assert attendues <= {r.regle for r in fichier.reparations}
    if abime.refuse is None:
        assert fichier.refus == ()
        return
    colonne, cause = abime.refuse
    assert fichier.refus
    for refus in fichier.refus:
        assert refus.colonne == colonne
        assert cause in refus.cause
        assert refus.ligne >= 2
        assert refus.attendu
        assert refus.remede


@pytest.mark.parametrize(("nom", "fiche"), FICHES, ids=[nom for nom, _ in FICHES])
def test_fiche_fautive(tmp_path: Path, nom: str, fiche: str) -> None:
    dossier(tmp_path, fiche=fiche)
    with pytest.raises(ErreurUtilisateur) as refus:
        charger_dossier(tmp_path)
    message = str(refus.value)
    assert "dossier.yml" in message
    assert "ligne" in message or "absent" in message
    for anglais in ("Input should", "Field required", "validation error", "Value error"):
        assert anglais not in message
