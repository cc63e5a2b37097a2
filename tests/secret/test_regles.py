"""Les règles : datées, sourcées, jamais par défaut, jamais assouplies sans accord."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from carnets.erreurs import RefusSecret
from carnets.secret.ajustement import ajuster, regle_ajustee
from carnets.secret.primaire import est_fragile, est_primaire
from carnets.secret.regles import (
    DOSSIER_REGLES,
    Accord,
    Ajustement,
    FichierRegle,
    Regle,
    lire_regle,
    noms_des_regles,
    regle,
)

MANQUE = float("nan")


def la(nom: str) -> Regle:
    return regle(nom, source="s")


def test_chaque_fichier_est_date_source_et_confirme() -> None:
    assert noms_des_regles() == (
        "deja_publie",
        "entreprises",
        "fiscal",
        "personnes_partenaires",
        "personnes_public",
    )
    for nom in noms_des_regles():
        for version in lire_regle(DOSSIER_REGLES / f"{nom}.yml").versions:
            assert version.reference
            assert version.confirme_par
            assert version.statut in ("confirme", "a_confirmer")


@pytest.mark.parametrize(
    ("nom", "seuil", "unite", "diffusion"),
    [
        ("personnes_partenaires", 5, "personnes", "partenaires"),
        ("personnes_public", 11, "personnes", "public"),
        ("fiscal", 11, "personnes", "public"),
        ("entreprises", 3, "entreprises", "public"),
    ],
)
def test_seuils_du_domaine(nom: str, seuil: int, unite: str, diffusion: str) -> None:
    trouvee = la(nom)
    assert (trouvee.seuil, trouvee.unite, trouvee.diffusion) == (seuil, unite, diffusion)
    assert trouvee.accord is None


@pytest.mark.parametrize("nom", ["personnes_partenaires", "personnes_public", "entreprises"])
def test_bornes_du_seuil(nom: str) -> None:
    en_vigueur = la(nom)
    s = en_vigueur.seuil
    masquees = [est_primaire(n, MANQUE, en_vigueur) for n in (0, 1, 2, s - 1, s, s + 1)]
    assert masquees == [False, True, True, True, False, False]


def test_zeros_masques_par_la_regle_fiscale() -> None:
    assert [est_primaire(n, MANQUE, la("fiscal")) for n in (0, 1, 10, 11, 12)] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("mauvais", [MANQUE, -1.0, 2.5, 0.5])
def test_effectif_manquant_ou_pondere_refuse(mauvais: float) -> None:
    with pytest.raises(RefusSecret, match="contributions") as refus:
        est_primaire(mauvais, MANQUE, la("personnes_public"))
    assert str(mauvais) not in str(refus.value)


@pytest.mark.parametrize(
    ("part", "masquee"),
    [(0.849, False), (0.85 - 1e-9, True), (0.85, True), (0.851, True), (85 / 100, True)],
)
def test_dominance(part: float, masquee: bool) -> None:
    assert est_primaire(12, part, la("entreprises")) is masquee
    assert est_primaire(12, part, la("personnes_public")) is False
    assert est_primaire(2, part, la("entreprises")) is True


def test_dominance_sans_part_connue() -> None:
    assert est_primaire(12, MANQUE, la("entreprises")) is False


def test_fragile() -> None:
    en_vigueur = la("personnes_partenaires")
    assert [est_fragile(n, en_vigueur) for n in (10, 11, 29, 30)] == [False, True, True, False]
    assert not est_fragile(12, la("entreprises"))


def test_marge_des_montants() -> None:
    # À 85 %, un intervalle de 1/0,85 − 1 = 17,6 % de la cellule couvre sa première unité.
    assert la("entreprises").marge_relative == pytest.approx(0.17647, abs=1e-5)


def test_avant_la_premiere_version_refus() -> None:
    with pytest.raises(RefusSecret, match="n'est en vigueur au 1950-01-01"):
        regle("fiscal", source="s", au=date(1950, 1, 1))
    assert regle("fiscal", source="s", au=date(1951, 6, 7)).seuil == 11


def _fichier(dossier: Path, texte: str) -> Path:
    fichier = dossier / "essai.yml"
    fichier.write_text(texte, encoding="utf-8")
    return fichier


VERSION = """  - depuis: {depuis}
    seuil: {seuil}
    marge: {marge}
    reference: r
    confirme_par: c
    verifie_le: 2026-01-01
    statut: confirme
"""
ENTETE = "description: d\nunite: personnes\ndiffusion: public\nversions:\n"


def test_la_derniere_version_en_vigueur(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = [("2024-01-01", 11), ("2014-01-01", 5)]
    _fichier(
        tmp_path, ENTETE + "".join(VERSION.format(depuis=d, seuil=s, marge=2) for d, s in versions)
    )
    monkeypatch.setattr("carnets.secret.regles.DOSSIER_REGLES", tmp_path)
    monkeypatch.setattr("carnets.secret.regles.noms_des_regles", lambda: ("essai",))
    vues = [
        regle("essai", source="s", au=au).seuil for au in (date(2023, 12, 31), date(2024, 1, 1))
    ]
    assert vues == [5, 11]
    assert regle("essai", source="s").seuil == 11


@pytest.mark.parametrize(
    "texte",
    [
        ENTETE + VERSION.format(depuis="2024-01-01", seuil=1, marge=1),
        ENTETE + VERSION.format(depuis="2024-01-01", seuil=5, marge=4),
        ENTETE + VERSION.format(depuis="2024-01-01", seuil=5, marge=0),
        ENTETE + VERSION.format(depuis="2024-01-01", seuil=3, marge=1.5),
        ENTETE + VERSION.format(depuis="2024-01-01", seuil=5, marge=2) + "    souple: true\n",
        ENTETE + VERSION.format(depuis="2024-01-01", seuil=5, marge=2) + "    dominance: 0.85\n",
        ENTETE.replace("personnes", "entreprises")
        + VERSION.format(depuis="2024-01-01", seuil=3, marge=1),
        "description: d\nunite: personnes\ndiffusion: public\nversions: []\n",
        ENTETE + "  - depuis: 2024-01-01\n    seuil: 5\n    seuil: 2\n",
        "liste: [",
    ],
)
def test_fichier_douteux_refuse(tmp_path: Path, texte: str) -> None:
    fichier = _fichier(tmp_path, texte)
    with pytest.raises(RefusSecret, match=r"essai\.yml"):
        lire_regle(fichier)


@pytest.mark.parametrize(("seuil", "marge"), [(5, 3), (3, 1), (2, 1)])
def test_marge_maximale_admise(tmp_path: Path, seuil: int, marge: int) -> None:
    texte = ENTETE + VERSION.format(depuis="2024-01-01", seuil=seuil, marge=marge)
    assert lire_regle(_fichier(tmp_path, texte)).versions[0].marge == marge


ACCORD = Accord(signataire="CAF du Gard", reference="convention 12", date=date(2024, 5, 1))


def test_durcir_est_libre() -> None:
    stricte = ajuster(
        la("personnes_partenaires"),
        Ajustement(seuil=11, marge=4, zeros="masques", groupe="masquer", accord=ACCORD),
        source="s",
    )
    assert (stricte.seuil, stricte.marge) == (11, 4)
    assert (stricte.version.zeros, stricte.version.groupe) == ("masques", "masquer")
    assert stricte.accord is None
    assert (
        ajuster(la("entreprises"), Ajustement(dominance=0.8), source="s").version.dominance == 0.8
    )


@pytest.mark.parametrize(
    ("nom", "ajustement", "mot"),
    [
        ("personnes_public", Ajustement(seuil=10), "seuil"),
        ("personnes_public", Ajustement(marge=3), "marge"),
        ("entreprises", Ajustement(dominance=0.9), "dominance"),
        ("fiscal", Ajustement(zeros="publies"), "zeros"),
        ("fiscal", Ajustement(groupe="signaler"), "groupe"),
        ("fiscal", Ajustement(seuil=12, groupe="signaler"), "groupe"),
    ],
)
def test_assouplir_demande_un_accord(nom: str, ajustement: Ajustement, mot: str) -> None:
    with pytest.raises(RefusSecret, match=f"{mot} assouplit"):
        ajuster(la(nom), ajustement, source="s")
    souple = ajuster(la(nom), ajustement.model_copy(update={"accord": ACCORD}), source="s")
    assert souple.accord == ACCORD


def test_ajustement_sans_effet_ni_objet() -> None:
    assert ajuster(la("fiscal"), Ajustement(seuil=11), source="s") == la("fiscal")
    with pytest.raises(RefusSecret, match="n'a pas de « dominance »"):
        ajuster(la("fiscal"), Ajustement(dominance=0.8), source="s")


def test_ajustement_incoherent_refuse() -> None:
    with pytest.raises(RefusSecret, match="marge"):
        ajuster(la("personnes_public"), Ajustement(seuil=20, marge=19), source="s")


def test_une_regle_ajustee_ou_non_garde_sa_source_et_sa_date() -> None:
    for ajustement in (None, Ajustement(seuil=12)):
        with pytest.raises(RefusSecret, match="« revenus » : aucune règle"):
            regle_ajustee(None, ajustement, source="revenus")
        with pytest.raises(RefusSecret, match="aucune version"):
            regle_ajustee("fiscal", ajustement, source="revenus", au=date(1900, 1, 1))


def test_un_nombre_qu_une_regle_n_a_pas_ne_se_lit_pas() -> None:
    attendus = {
        ("deja_publie", "seuil"): "la règle deja_publie n'a pas de seuil",
        ("deja_publie", "marge"): "la règle deja_publie n'a pas de marge",
        ("fiscal", "marge_relative"): "seules les entreprises ont une dominance",
    }
    for (nom, nombre), dit in attendus.items():
        with pytest.raises(AssertionError, match=f"^{dit}"):
            getattr(la(nom), nombre)


SEULES = "dominance obligatoire pour les entreprises, et pour elles seules"


@pytest.mark.parametrize(
    ("unite", "nombres", "cause"),
    [
        ("personnes", {}, "seuil obligatoire"),
        ("personnes", {"seuil": 5, "marge": 2, "dominance": 0.85}, SEULES),
        ("entreprises", {"seuil": 5, "marge": 2}, SEULES),
    ],
)
def test_une_regle_incomplete_dit_ce_qui_lui_manque(
    unite: str, nombres: dict[str, float], cause: str
) -> None:
    jour = date(2024, 1, 1)
    version = {
        "depuis": jour, "reference": "r", "confirme_par": "c", "verifie_le": jour,
        "statut": "confirme", **nombres,
    }  # fmt: skip
    with pytest.raises(ValidationError) as refus:
        FichierRegle.model_validate(
            {"description": "d", "unite": unite, "diffusion": "public", "versions": (version,)}
        )
    assert str(refus.value.errors()[0]["ctx"]["error"]) == cause
