"""Les tables publiées : ce que leur modèle refuse, avec le lieu."""

import shutil
from pathlib import Path

import pytest

from carnets.chemins import DOSSIERS
from carnets.dossier import charger_dossier
from carnets.erreurs import DonneesRefusees
from carnets.modeles import MODELES
from carnets.modeles.publies import CHIFFRES, OBJECTIFS, PART_QPV, STRUCTURES


def test_modeles_enregistres() -> None:
    for modele in (STRUCTURES, PART_QPV, OBJECTIFS, CHIFFRES):
        assert MODELES[modele.nom] is modele
        assert all(colonne.description for colonne in modele.colonnes)


@pytest.mark.parametrize("nom", ["occitanie-iae-2019", "ales-npnru"])
def test_dossier_du_projet(nom: str) -> None:
    dossier = charger_dossier(nom)
    assert not dossier.fictif
    codes = {t.code for t in dossier.territoires}
    for source in dossier.sources.values():
        table = dossier.table(source.nom)
        assert tuple(table.columns) == MODELES[source.modele].noms
        assert set(table["territoire"]) <= codes
        assert source.carte.producteur
        assert source.carte.lignes
        assert source.secret == "deja_publie"
    for livrable in dossier.livrables:
        assert dossier.territoire(livrable.territoire)


@pytest.mark.parametrize(
    ("dossier", "fichier", "avant", "apres", "attendus"),
    [
        (
            "occitanie-iae-2019", "structures.csv", ";14;14;23;", ";14;quatorze;23;",
            ("structures.csv", "ligne 2", "siae_conventionnees", "quatorze", "entier"),
        ),
        (
            "occitanie-iae-2019", "part_qpv.csv", ";EI;2019;13;ok", ";EI;2019;130;ok",
            ("part_qpv.csv", "ligne 2", "part_qpv", "130"),
        ),
        (
            "occitanie-iae-2019", "part_qpv.csv", ";EI;2019;13;ok", ";EITI;2019;13;ok",
            ("part_qpv.csv", "ligne 2", "type_siae", "EITI"),
        ),
        (
            "ales-npnru", "types_contrats.csv", "ales;CDD;", "ales;CDI;",
            ("types_contrats.csv", "ligne 3"),
        ),
        (
            "ales-npnru", "objectifs.csv", ";3194500;", ";;",
            ("objectifs.csv", "ligne 3", "montant_ht"),
        ),
    ],
)  # fmt: skip
def test_donnee_refusee(
    tmp_path: Path, dossier: str, fichier: str, avant: str, apres: str, attendus: tuple[str, ...]
) -> None:
    copie = tmp_path / dossier
    shutil.copytree(DOSSIERS / dossier, copie)
    texte = (copie / fichier).read_text(encoding="utf-8")
    assert texte.count(avant) == 1
    (copie / fichier).write_text(texte.replace(avant, apres), encoding="utf-8")
    with pytest.raises(DonneesRefusees) as refus:
        charger_dossier(copie)
    for mot in attendus:
        assert mot in str(refus.value)
