"""Deux cents fichiers abîmés, tirés d'un fichier sain, et quatre-vingts fiches YAML fautives."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.lecture.fabrique import ENTETE, FICHE

LIGNES_SAINES = 40
_SAINES = [
    f"C{rang:02d};0912{rang % 9};2019-{rang % 12 + 1:02d};{rang},50;{'FH'[rang % 2]};"
    f"2019-01-{rang % 28 + 1:02d};oui;{rang}"
    for rang in range(LIGNES_SAINES)
]
COLONNES = ENTETE.strip().split(";")


@dataclass(frozen=True)
class Abime:
    """Un fichier abîmé et ce qui doit en être dit.

    `repare` : règle nommée attendue. `refuse` : (colonne, morceau de la cause) d'une ligne refusée.
    `bloc` : morceau du message si le fichier entier est refusé.
    """

    nom: str
    octets: bytes
    repare: str = ""
    refuse: tuple[str, str] | None = None
    bloc: str = ""
    lues: int = LIGNES_SAINES


def _texte(lignes: list[str], entete: str = ENTETE) -> str:
    return entete + "\n".join(lignes) + "\n"


def _cellule(rang: int, colonne: str, valeur: str) -> bytes:
    lignes = list(_SAINES)
    cellules = lignes[rang].split(";")
    cellules[COLONNES.index(colonne)] = valeur
    lignes[rang] = ";".join(cellules)
    return _texte(lignes).encode()


# (colonne, écriture, règle qui la répare)
_REPAREES = [
    ("heures", "1 234,5", "separateur_milliers"),
    ("heures", "1\u202f234,5", "separateur_milliers"),
    ("heures", "1\u00a0234,5", "separateur_milliers"),
    ("heures", "1.234,5", "separateur_milliers"),
    ("heures", "1'234,5", "separateur_milliers"),
    ("heures", "12,5 h", "virgule_decimale+unite_otee"),
    ("heures", "12 heures", "unite_otee"),
    ("heures", " 12 ", "espaces"),
    ("heures", "2.5e-3", "notation_scientifique"),
    ("commune", "1004", "zero_initial"),
    ("commune", "2a004", "code_reecrit"),
    ("commune", "09 122", "code_reecrit"),
    ("commune", "9122.0", "code_lu_comme_nombre"),
    ("mois", "03/2020", "mois_francais"),
    ("mois", "mars 2020", "mois_en_lettres"),
    ("mois", "déc. 2020", "mois_en_lettres"),
    ("mois", "01/03/2020", "premier_du_mois"),
    ("debut", "31/01/2019", "date_francaise"),
    ("debut", "2019-01-31 00:00:00", "heure_nulle_otee"),
    ("sexe", "f", "casse_ou_accents"),
    ("sexe", "NR", "casse_ou_accents"),
    ("gup", "VRAI", "booleen_reecrit"),
    ("gup", "1", "booleen_reecrit"),
    ("effectif", "12,0", "virgule_decimale"),
    ("effectif", "12.0", "decimale_nulle"),
]
# (colonne, écriture, cause du refus)
_REFUSEES = [
    ("heures", "126 ,5", "nombre illisible"),
    ("heures", "126, 5", "nombre illisible"),
    ("heures", "12:30", "nombre illisible"),
    ("heures", "douze", "nombre illisible"),
    ("heures", "1,2E+05", "nombre illisible"),
    ("heures", "-5", "valeur hors bornes"),
    ("heures", "12 %", "nombre illisible"),
    ("heures", "12 kg", "nombre illisible"),
    ("heures", "1 23,5", "nombre illisible"),
    ("heures", "12 34", "nombre illisible"),
    ("heures", "1,2,3", "nombre illisible"),
    ("heures", "", "cellule vide"),
    ("heures", "nd", "nombre illisible"),
    ("heures", "#REF!", "erreur de tableur"),
    ("heures", "#N/A", "erreur de tableur"),
    ("heures", "١٢", "nombre illisible"),
    ("heures", "=1+1", "nombre illisible"),
    ("heures", "nan", "nombre illisible"),
    ("heures", "inf", "nombre illisible"),
    ("commune", "091", "code mal formé"),
    ("commune", "99999", "code mal formé"),
    ("commune", "Foix", "code mal formé"),
    ("commune", "٠٩١٢٢", "code mal formé"),
    ("commune", "9,12E+4", "notation scientifique"),
    ("mois", "2019-13", "mois illisible"),
    ("mois", "13/2019", "mois illisible"),
    ("mois", "01/19", "mois illisible"),
    ("mois", "15/03/2020", "mois illisible"),
    ("mois", "2019", "mois illisible"),
    ("mois", "", "cellule vide"),
    ("debut", "31/02/2019", "jour absent du calendrier"),
    ("debut", "31/01/19", "date illisible"),
    ("debut", "43466", "date illisible"),
    ("debut", "2019-01-31 14:30", "date illisible"),
    ("sexe", "M", "modalité inconnue"),
    ("sexe", "femme", "modalité inconnue"),
    ("gup", "peut-être", "ni oui ni non"),
    ("effectif", "12,5", "nombre non entier"),
    ("contrat", "", "cellule vide"),
    ("contrat", "C\x07", "caractère illisible"),
    ("contrat", "C\ufffd", "caractère illisible"),
]


def fichiers_abimes() -> Iterator[Abime]:
    """Au moins deux cents fichiers, chacun avec un seul défaut."""
    for colonne, valeur, regle in _REPAREES:
        for rang in (0, 17, 39):
            nom = f"{colonne}={valeur!r} ligne {rang}"
            yield Abime(nom, _cellule(rang, colonne, valeur), repare=regle)
    for colonne, valeur, cause in _REFUSEES:
        for rang in (3, 38):
            nom = f"{colonne}={valeur!r} ligne {rang}"
            yield Abime(nom, _cellule(rang, colonne, valeur), refuse=(colonne, cause))
    yield from _lignes_abimees()
    yield from _fichiers_entiers()


def _lignes_abimees() -> Iterator[Abime]:
    for rang in (0, 20, 39):
        tronquee = list(_SAINES)
        tronquee[rang] = ";".join(tronquee[rang].split(";")[:4])
        yield Abime(f"ligne {rang} tronquée", _texte(tronquee).encode(), refuse=("", "de moins"))
        longue = list(_SAINES)
        longue[rang] += ";reste"
        yield Abime(f"ligne {rang} longue", _texte(longue).encode(), refuse=("", "de trop"))
        vide = list(_SAINES)
        vide[rang] += ";"
        regle = "cellules_vides_en_trop"
        yield Abime(f"ligne {rang} finie par ;", _texte(vide).encode(), repare=regle)
        blanche = [*_SAINES[:rang], "", *_SAINES[rang:]]
        yield Abime(
            f"ligne {rang} vide", _texte(blanche).encode(), refuse=("", "ligne vide"), lues=41
        )
        double = [*_SAINES[:rang], _SAINES[rang], *_SAINES[rang:]]
        cle = "contrat+mois"
        yield Abime(
            f"ligne {rang} doublée", _texte(double).encode(), refuse=(cle, "doublon"), lues=41
        )
        contraire = [*_SAINES, _SAINES[rang].replace(",50;", ",51;")]
        yield Abime(
            f"ligne {rang} contredite",
            _texte(contraire).encode(),
            refuse=(cle, "contradictoires"),
            lues=41,
        )


def _fichiers_entiers() -> Iterator[Abime]:
    sain = _texte(_SAINES)
    yield Abime("UTF-16", sain.encode("utf-16"), repare="encodage_utf-16")
    accent = sain.replace("C05", "Café")
    yield Abime("Windows-1252", accent.encode("cp1252"), repare="encodage_cp1252")
    for nom, octets in {
        "BOM": sain.encode("utf-8-sig"),
        "CRLF": sain.replace("\n", "\r\n").encode(),
        "CR": sain.replace("\n", "\r").encode(),
        "tabulations": sain.replace(";", "\t").encode(),
        "barres": sain.replace(";", "|").encode(),
        "titre au-dessus": ("Export du logiciel\n\n" + sain).encode(),
        "sans saut final": sain.rstrip("\n").encode(),
    }.items():
        yield Abime(nom, octets)
    majuscules = _texte(_SAINES, ENTETE.upper())
    yield Abime("en-têtes en majuscules", majuscules.encode(), repare="entete_rapproche")
    avaleurs = sain.replace("C05", '"C05').replace("C09", 'C09"')
    for nom, octets, bloc in (
        ("vide", b"", "est vide"),
        ("blancs", b" \n\n", "est vide"),
        ("octet nul", sain.replace("C05", "C\x00").encode(), "octet nul"),
        ("binaire", b"PK\x03\x04" + bytes(50), "classeur Excel"),
        ("PDF", b"%PDF-1.7\n", "PDF"),
        ("octet inconnu", sain.replace("C05", "XX").encode().replace(b"XX", b"\x81"), "encodage"),
        ("guillemet ouvert", sain.replace("C05", '"C05').encode(), "jamais refermé"),
        ("guillemets avaleurs", avaleurs.encode(), "guillemet"),
        ("sans en-tête", "\n".join(_SAINES).encode(), "il manque des colonnes"),
        ("en-tête seul amputé", ENTETE.replace("heures;", "").encode(), "il manque des colonnes"),
    ):  # fmt: skip
        yield Abime(nom, octets, bloc=bloc)
    for colonne in ("contrat", "mois", "heures"):
        renomme = _texte(_SAINES, ENTETE.replace(colonne, f"x_{colonne}_x"))
        bloc = f"- {colonne}"
        yield Abime(f"colonne {colonne} renommée", renomme.encode(), bloc=bloc)
        double = _texte(_SAINES, ENTETE.replace("effectif", colonne))
        yield Abime(f"colonne {colonne} en double", double.encode(), bloc="colonnes s'appellent")


def fiches_fautives() -> Iterator[tuple[str, str]]:
    """Au moins quatre-vingts fiches : chacune est la fiche saine avec une seule faute."""
    for cle in ("titre", "fictif", "annee", "geographie", "territoires", "sources"):
        yield (
            f"{cle} absente",
            FICHE.replace(f"\n{cle}:" if cle != "titre" else "titre:", "\nx:", 1),
        )
        yield f"{cle} doublée", FICHE + f"{cle}: 1\n"
    for cle in ("fichier", "modele", "secret", "carte"):
        yield f"source sans {cle}", FICHE.replace(f"    {cle}:", "    # ", 1)
        yield f"source {cle} mal nommée", FICHE.replace(f"    {cle}:", f"    {cle}s:", 1)
        yield f"source {cle} vide", _remplacer_valeur(cle, "")
        yield f"source {cle} nombre", _remplacer_valeur(cle, "12")
        yield f"source {cle} liste", _remplacer_valeur(cle, "[1, 2]")
    for valeur in ("2O19", "2019.5", "'2019'", "true", "02019", "2_019", "1e3", "0x7E3", "null"):
        yield f"annee {valeur}", FICHE.replace("annee: 2019", f"annee: {valeur}")
    for valeur in ("oui", "yes", "NO", "True", "1", "on"):
        yield f"fictif {valeur}", FICHE.replace("fictif: true", f"fictif: {valeur}")
    for valeur in ("09", "9", "0o11", "011:30", "1_0", "~", "[]", "{}"):
        yield f"code {valeur}", FICHE.replace('code: "09"', f"code: {valeur}")
    for valeur in ("2019-12", "2019-02-30", "31/12/2019", '"hier"', "2019-12-31T10:00:00", "2019"):
        yield f"date {valeur}", FICHE.replace("date: 2019-12-31", f"date: {valeur}")
    for valeur in ("2015", "2016", '"2016"', "[2015]"):
        yield f"geographie {valeur}", FICHE.replace('geographie: "2015"', f"geographie: {valeur}")
    for valeur in ("../h.csv", "/h.csv", "C:\\h.csv", "~/h.csv", "a/../../h.csv", "absent.csv"):
        yield f"fichier {valeur}", FICHE.replace("heures.csv", valeur)
    for nom, ajout in {
        "ancre": "conventions: &a {}\n",
        "renvoi": "conventions: *a\n",
        "étiquette": "conventions: !!python/object:os.system {}\n",
        "fusion": "conventions: {<<: 1}\n",
        "deux documents": "---\na: 1\n",
        "tabulation": "\tconventions: {}\n",
        "accolade ouverte": "conventions: {\n",
        "guillemet ouvert": 'conventions: "\n',
        "clé nombre": "conventions: {1: a}\n",
        "profondeur": "conventions: " + "[" * 40 + "]" * 40 + "\n",
        "clé inconnue": "conventiosn: {}\n",
    }.items():
        yield nom, FICHE + ajout
    yield "vide", ""
    yield "liste", "- a\n"
    yield "texte", "bonjour\n"
    yield "territoire doublé", FICHE.replace('code: "09"', 'code: "76"')
    yield "livrable ailleurs", FICHE.replace('territoire: "76"', 'territoire: "99"')


def _remplacer_valeur(cle: str, valeur: str) -> str:
    lignes = FICHE.split("\n")
    for rang, ligne in enumerate(lignes):
        if ligne.startswith(f"    {cle}:"):
            lignes[rang] = f"    {cle}: {valeur}"
    return "\n".join(lignes)
