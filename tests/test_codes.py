"""Les codes : correspondance entière, ASCII, clés, zéros rendus s'ils sont prouvables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnets.codes import FORMATS, geographie_qpv, luhn, siren_valide, siret_valide

JUSTES = {
    "qpv_2015": ("QP030001", "QP02A001", "QP971005", "QP987001"),
    "qpv_2024": ("QN03001I", "QN02A03N", "QN07501M"),
    "qpv": ("QP030001", "QN03001I"),
    "commune": ("01004", "2A004", "2B033", "97411", "98818", "95002"),
    "departement": ("01", "09", "19", "2A", "95", "971", "976"),
    "region": ("01", "11", "76", "94"),
    "zone_emploi": ("0059", "8405", "9401"),
    "epci": ("200066918", "242010056", "992367730"),
    "siren": ("356000000", "732829320"),
    "siret": ("35600000000048", "73282932000074"),
}
FAUX = {
    "qpv_2015": ("QP30001", "qp030001", "QP0300011", "QP096001", "QN03001I", "QP03000A"),
    "qpv_2024": ("QN03001X", "QN0301I", "QN20201M", "QP030001", "QN030010"),
    "qpv": ("QX030001", "030001"),
    "commune": ("1004", "00123", "20004", "96001", "2C004", "97911", "010040", "99100"),
    "departement": ("1", "00", "20", "96", "979", "2C"),
    "region": ("1", "00", "10", "07", "95"),
    "zone_emploi": ("59", "1059", "84055"),
    "epci": ("200066917", "132829320", "20006691"),
    "siren": ("356000001", "000000000", "35600000", "3560000000"),
    "siret": ("35600000000046", "73282932000075", "73282932100074", "7328293200007"),
}


@pytest.mark.parametrize(("nom", "code"), [(n, c) for n, codes in JUSTES.items() for c in codes])
def test_code_juste(nom: str, code: str) -> None:
    assert FORMATS[nom].valide(code)
    assert FORMATS[nom].valide(FORMATS[nom].exemple)


@pytest.mark.parametrize(("nom", "code"), [(n, c) for n, codes in FAUX.items() for c in codes])
def test_code_faux(nom: str, code: str) -> None:
    assert not FORMATS[nom].valide(code)


@pytest.mark.parametrize("nom", sorted(FORMATS))
def test_correspondance_entiere_et_ascii(nom: str) -> None:
    code = FORMATS[nom].exemple
    arabes = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for abime in (code + "\n", " " + code, code + " ", arabes, "", code + code):
        assert not FORMATS[nom].valide(abime)


@pytest.mark.parametrize(
    ("nom", "perdu", "rendu"),
    [
        ("commune", "1004", "01004"),
        ("commune", "9122", "09122"),
        ("departement", "9", "09"),
        ("region", "1", "01"),
        ("zone_emploi", "59", "0059"),
        ("zone_emploi", "101", "0101"),
        ("siret", "5680281400016", None),
    ],
)
def test_zero_rendu(nom: str, perdu: str, rendu: str | None) -> None:
    assert FORMATS[nom].retablir(perdu) == rendu


@pytest.mark.parametrize(
    ("nom", "texte"),
    [
        ("commune", "104"),
        ("commune", "01004"),
        ("commune", "A004"),
        ("departement", "0"),
        ("departement", ""),
        ("region", "7"),
        ("zone_emploi", "9"),
        ("siren", "05680281"),
        ("epci", "20006691"),
        ("qpv", "30001"),
    ],
)
def test_zero_non_prouvable(nom: str, texte: str) -> None:
    assert FORMATS[nom].retablir(texte) is None


def test_siret_dont_le_zero_est_prouvable() -> None:
    # SIREN 005520135 (clé juste), établissement 00038 : la clé des 14 chiffres l'est aussi.
    assert siret_valide("00552013500038")
    assert FORMATS["siret"].retablir("0552013500038") == "00552013500038"


def test_luhn_a_la_main() -> None:
    # 7 3 2 8 2 9 3 2 0 : 0 + 2×2 + 3 + 2×9−9 + 2 + 2×8−9 + 2 + 2×3 + 7 = 40.
    assert luhn("732829320")
    assert not luhn("732829321")
    assert siren_valide("732829320")


def test_exception_de_la_poste() -> None:
    # Somme simple des chiffres multiple de 5 : 3+5+6+1 = 15, la clé de Luhn étant fausse.
    assert not luhn("35600000000001")
    assert siret_valide("35600000000001")
    assert not siret_valide("35600000000002")


@given(st.integers(0, 10**13 - 1))
def test_un_seul_dernier_chiffre_convient(debut: int) -> None:
    assert sum(luhn(f"{debut:013d}{cle}") for cle in range(10)) == 1


@given(st.text(max_size=20))
def test_aucun_texte_ne_provoque_d_erreur(texte: str) -> None:
    for format_ in FORMATS.values():
        rendu = format_.retablir(texte)
        assert rendu is None or format_.valide(rendu)


def test_geographie() -> None:
    assert geographie_qpv("QP030001") == "2015"
    assert geographie_qpv("QN03001I") == "2024"
    assert geographie_qpv("030001") is None
