"""Le magasin ne dépend que du contenu : ni de l'ordre, ni du dialecte, ni du découpage."""

import hashlib
import os
import pickle
import random
import shutil
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from carnets import magasin as pieces
from carnets.dossier import charger_dossier, ouvrir_magasin
from carnets.erreurs import DonneesRefusees, UsageIncorrect
from carnets.lecture import lecteur, table_lue
from tests.lecture.fabrique import FICHE, dossier, enregistrer_modele

COLONNES = ("contrat", "commune", "mois", "heures", "sexe", "debut", "gup", "effectif")
MOTIF = FICHE.replace("heures.csv", "heures*.csv")

Ligne = dict[str, object]
LIGNES = st.lists(
    st.fixed_dictionaries(
        {
            "contrat": st.text("ABCé'’ -12", min_size=1).map(str.strip).filter(bool),
            "commune": st.sampled_from(["01004", "2A004", "97411", ""]),
            "mois": st.sampled_from(["2019-01", "2019-12", "2020-02"]),
            "heures": st.integers(0, 10_000_000).map(lambda n: n / 100),
            "sexe": st.sampled_from(["F", "H", "nr", ""]),
            "debut": st.sampled_from(["2019-01-31", ""]),
            "gup": st.sampled_from(["oui", "non", ""]),
            "effectif": st.sampled_from([0, 7, 1234, ""]),
        }
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda ligne: (ligne["contrat"], ligne["mois"]),
)


def _ecrire(valeur: object, milliers: str, virgule: str) -> str:
    if isinstance(valeur, float):
        entier, decimales = f"{valeur:.2f}".split(".")
        return f"{int(entier):,}".replace(",", milliers) + virgule + decimales
    return str(valeur)


class Dialecte(NamedTuple):
    """Une façon d'écrire un CSV."""

    encodage: str
    separateur: str
    milliers: str
    virgule: str
    fin: str
    guillemets: bool


# Windows-1252 n'a pas l'espace fine, et un texte ASCII mal reconnu n'y changerait rien.
DIALECTES = [
    Dialecte(*choix)
    for choix in product(
        ("utf-8", "utf-8-sig", "cp1252", "utf-16"),
        (";", ",", "\t", "|"),
        ("", " ", "\u00a0", "\u202f"),
        (",", "."),
        ("\n", "\r\n"),
        (False, True),
    )
    if not (choix[0] == "cp1252" and choix[2] == "\u202f")
]
REFERENCE = Dialecte("utf-8", ";", "", ",", "\n", guillemets=False)


def _contenu(lignes: list[Ligne], colonnes: list[str], d: Dialecte) -> bytes:
    def cellule(texte: str) -> str:
        return f'"{texte}"' if d.guillemets or d.separateur in texte else texte

    texte = [d.separateur.join(map(cellule, colonnes))]
    for ligne in lignes:
        cellules = [_ecrire(ligne[c], d.milliers, d.virgule) for c in colonnes]
        texte.append(d.separateur.join(map(cellule, cellules)))
    return (d.fin.join(texte) + d.fin).encode(d.encodage)


def _resume(chemin: Path) -> str:
    return hashlib.sha256(ouvrir_magasin(chemin).fichier("heures").read_bytes()).hexdigest()


def _range_ainsi(lignes: list[Ligne], d: Dialecte, hasard: random.Random) -> str:
    """Ce que range le magasin de ces lignes mêlées, colonnes mêlées, en deux fichiers."""
    colonnes, melange = list(COLONNES), list(lignes)
    hasard.shuffle(colonnes)
    hasard.shuffle(melange)
    coupe = hasard.randint(0, len(melange))
    with TemporaryDirectory() as temporaire:
        chemin = Path(temporaire)
        (chemin / "dossier.yml").write_text(MOTIF, encoding="utf-8")
        for rang, morceau in enumerate((melange[:coupe], melange[coupe:])):
            (chemin / f"heures{rang}.csv").write_bytes(_contenu(morceau, colonnes, d))
        return _resume(chemin)


def _ambigu(texte: str) -> bool:
    """Vrai si ses octets en cp1252 se lisent aussi en UTF-8, pour un autre texte."""
    octets = texte.encode("cp1252", errors="replace")
    return octets.decode("utf-8", errors="replace") not in {texte, ""} and (
        "\ufffd" not in octets.decode("utf-8", errors="replace")
    )


@settings(max_examples=10, deadline=None)
@given(
    lignes=LIGNES,
    dialectes=st.lists(st.sampled_from(DIALECTES), min_size=4, max_size=4, unique=True),
    graine=st.integers(0, 1000),
)
def test_ordre_dialecte_et_decoupage_ne_changent_rien(
    lignes: list[Ligne], dialectes: list[Dialecte], graine: int
) -> None:
    # « é’’ » en cp1252 s'écrit comme un caractère en UTF-8 : aucun lecteur ne peut les distinguer.
    assume(not any(_ambigu(str(ligne["contrat"])) for ligne in lignes))
    enregistrer_modele()
    hasard = random.Random(graine)
    assert len({_range_ainsi(lignes, d, hasard) for d in (REFERENCE, *dialectes)}) == 1


def test_quarante_dialectes_donnent_le_meme_magasin() -> None:
    enregistrer_modele()
    hasard = random.Random(1)
    suite = {"commune": "01004", "sexe": "F", "debut": "2019-01-31", "gup": "oui", "effectif": 7}
    lignes: list[Ligne] = [
        {"contrat": f"C{i} d’été", "mois": "2019-01", "heures": 1234567.25 * i, **suite}
        for i in range(1, 4)
    ]
    attendu = _range_ainsi(lignes, REFERENCE, hasard)
    # Quarante sur deux cent quarante : l'essai précédent en tire d'autres à chaque passage.
    tires = hasard.sample(DIALECTES, 40)
    autres = [d for d in tires if _range_ainsi(lignes, d, hasard) != attendu]
    assert autres == []


def test_lecture_par_tranche(tmp_path: Path) -> None:
    lignes = "".join(f"C{i};0912{i};2019-01;{i};F;;;\n" for i in range(5))
    magasin = ouvrir_magasin(dossier(tmp_path, lignes))
    tranche = magasin.table("heures", colonnes=["contrat", "heures"], ou={"commune": "09122"})
    assert tranche.to_dict("list") == {"contrat": ["C2"], "heures": [2.0]}
    somme = magasin.sql("SELECT sum(heures) AS total FROM heures")
    assert somme["total"].tolist() == [10.0]
    with pytest.raises(UsageIncorrect, match="vouliez-vous dire commune"):
        magasin.table("heures", ou={"comune": "09122"})
    with pytest.raises(UsageIncorrect, match="vouliez-vous dire heures"):
        magasin.table("heure")


def test_refait_seulement_si_le_contenu_change(tmp_path: Path) -> None:
    magasin = ouvrir_magasin(dossier(tmp_path))
    premier = magasin.fichier("heures")
    fait_le = premier.stat().st_ino
    (tmp_path / "heures.csv").touch()
    assert ouvrir_magasin(tmp_path).fichier("heures").stat().st_ino == fait_le
    dossier(tmp_path, "C1;09122;2019-01;152;F;;;\n")
    assert ouvrir_magasin(tmp_path).fichier("heures") != premier
    dossier(tmp_path, fiche=FICHE.replace("deja_publie", "insee_revenus"))
    assert ouvrir_magasin(tmp_path).fichier("heures") != premier


def _ranger(chemin: Path) -> str:
    enregistrer_modele()
    return _resume(chemin)


def test_deux_processus_a_la_fois(tmp_path: Path) -> None:
    dossier(tmp_path, "".join(f"C{i};09122;2019-01;{i},5;F;;;\n" for i in range(3000)))
    with get_context("spawn").Pool(2) as processus:
        resumes = processus.map(_ranger, [tmp_path] * 2, chunksize=1)
    assert len(set(resumes)) == 1
    assert not list((tmp_path / ".magasin").glob("*.tmp"))


CINQ = "".join(f"C{i};0912{i};2019-0{9 - i};{i};F;2019-01-31;oui;{i}\n" for i in (3, 1, 0, 4, 2))


def test_un_dossier_charge_une_fois_ne_relit_plus_ses_fichiers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    premier = charger_dossier(dossier(tmp_path, CINQ))
    table, journal = premier.table("heures"), premier.journal
    monkeypatch.setattr(pieces, "lire_source", lambda *_: pytest.fail("le fichier est relu"))
    second = charger_dossier(tmp_path)
    pd.testing.assert_frame_equal(second.table("heures"), table)
    pd.testing.assert_frame_equal(second.journal, journal)
    assert second.couverture("heures") == premier.couverture("heures")


def test_la_table_suit_l_ordre_de_sa_cle_au_magasin_comme_en_memoire(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cinq lignes écrites en désordre, un magasin inscriptible puis non."""
    rangees = ["C0", "C1", "C2", "C3", "C4"]
    d = charger_dossier(dossier(tmp_path, CINQ))
    assert d.table("heures")["contrat"].tolist() == rangees
    au_magasin = pd.read_parquet(ouvrir_magasin(tmp_path).fichier("heures"))
    assert au_magasin["contrat"].tolist() == rangees
    shutil.rmtree(tmp_path / ".magasin")
    monkeypatch.setattr(pieces, "_ranger", lambda *_: False)
    en_memoire = charger_dossier(tmp_path)
    assert en_memoire.lectures["heures"].parquet is None
    pd.testing.assert_frame_equal(en_memoire.table("heures"), d.table("heures"))


def test_une_grande_table_se_lit_par_tranches_aux_memes_types(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    d = charger_dossier(dossier(tmp_path, CINQ))
    codes = ["09121", "09124"]
    tenue = d.lignes("heures", "commune", codes).sort_values("contrat", ignore_index=True)
    monkeypatch.setattr(table_lue, "LIGNES_TENUES", 2)
    grande = charger_dossier(tmp_path)
    pd.testing.assert_frame_equal(grande.lignes("heures", "commune", codes), tenue)
    assert grande.lignes("heures", "commune", []).empty
    assert grande.couverture("heures") == d.couverture("heures")
    with pytest.raises(UsageIncorrect, match="vouliez-vous dire commune"):
        grande.lignes("heures", "comune", codes)


def test_un_dossier_emballe_emporte_ses_tables(tmp_path: Path) -> None:
    d = charger_dossier(dossier(tmp_path, CINQ))
    octets = pickle.dumps(d)
    for fichier in (tmp_path / ".magasin").iterdir():
        fichier.unlink()
    pd.testing.assert_frame_equal(pickle.loads(octets).table("heures"), d.table("heures"))


def test_le_magasin_n_entre_dans_aucun_depot(tmp_path: Path) -> None:
    charger_dossier(dossier(tmp_path))
    assert (tmp_path / ".magasin" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_un_dossier_en_lecture_seule_est_range_ailleurs_ou_garde_en_memoire(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    source = tmp_path / "dossier"
    source.mkdir()
    dossier(source, CINQ)
    # Un fichier à la place du répertoire : root lui-même ne peut y écrire.
    (source / ".magasin").write_text("", encoding="utf-8")
    attendue = charger_dossier(source).table("heures")
    assert list((tmp_path / "cache").rglob("heures-*.parquet"))
    bouche = tmp_path / "bouche"
    bouche.write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(bouche))
    pd.testing.assert_frame_equal(charger_dossier(source).table("heures"), attendue)
    with pytest.raises(DonneesRefusees, match="ne peut pas être écrit"):
        ouvrir_magasin(source).fichier("heures")


def test_les_tables_perimees_sont_otees_sans_gener_un_lot_en_cours(tmp_path: Path) -> None:
    perimee = ouvrir_magasin(dossier(tmp_path, CINQ)).fichier("heures")
    dossier(tmp_path, "C1;;2019-01;1;F;;;\n")
    recente = ouvrir_magasin(tmp_path).fichier("heures")
    assert perimee.is_file()
    for fichier in perimee.parent.glob(f"{perimee.stem}.*"):
        os.utime(fichier, (0, 0))
    dossier(tmp_path, "C1;;2019-01;2;F;;;\n")
    derniere = ouvrir_magasin(tmp_path).fichier("heures")
    assert not list(perimee.parent.glob(f"{perimee.stem}.*"))
    assert recente.is_file()
    assert derniere.is_file()


def test_les_referentiels_et_le_modele_font_partie_de_l_empreinte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    premier = ouvrir_magasin(dossier(tmp_path)).fichier("heures")
    referentiels = tmp_path / "referentiels"
    referentiels.mkdir()
    (referentiels / "communes.csv").write_text("code;libelle\n", encoding="utf-8")
    monkeypatch.setattr(pieces, "REFERENTIELS", referentiels)
    pieces._empreinte_du_code.cache_clear()
    assert ouvrir_magasin(tmp_path).fichier("heures") != premier
    pieces._empreinte_du_code.cache_clear()


def test_un_lien_rompu_se_dit_meme_quand_tout_est_au_magasin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fiche = (
        FICHE.split("sources:")[0]
        + """sources:
  marches: {fichier: projets.csv, modele: projet, secret: deja_publie, carte: &c ~}
"""
    )
    carte = "{document: Essai, producteur: Essai, date: 2019-12-31}"
    fiche = fiche.replace("&c ~", carte) + (
        f"  secteurs: {{fichier: s.csv, modele: secteur, secret: deja_publie, carte: {carte}}}\n"
    )
    (tmp_path / "dossier.yml").write_text(fiche, encoding="utf-8")
    projets = "id_projet;libelle;programme\nP1;Nord;NPNRU\n"
    (tmp_path / "projets.csv").write_text(projets, encoding="utf-8")
    (tmp_path / "s.csv").write_text("id_secteur;libelle;id_projet\nS1;A;P1\nS2;B;P9\n")
    for _ in range(2):
        with pytest.raises(DonneesRefusees, match=r"s\.csv : 1 lignes .* ligne 3 « P9 »"):
            charger_dossier(tmp_path)
    lues = []
    monkeypatch.setattr(lecteur, "lire_brut", lambda *_: lues.append(1))
    with pytest.raises(DonneesRefusees, match="ligne 3"):
        charger_dossier(tmp_path)
    assert lues == []
