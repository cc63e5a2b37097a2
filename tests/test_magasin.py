"""Le magasin ne dépend que du contenu : ni de l'ordre, ni du dialecte, ni du découpage."""

import hashlib
import random
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnets.dossier import ouvrir_magasin
from carnets.erreurs import UsageIncorrect
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


def _contenu(lignes: list[Ligne], colonnes: list[str], dialecte: tuple[str, str, str]) -> str:
    separateur, milliers, virgule = dialecte
    texte = [separateur.join(colonnes)]
    for ligne in lignes:
        cellules = [_ecrire(ligne[c], milliers, virgule) for c in colonnes]
        texte.append(separateur.join(f'"{c}"' if separateur in c else c for c in cellules))
    return "\n".join(texte) + "\n"


def _resume(chemin: Path) -> str:
    return hashlib.sha256(ouvrir_magasin(chemin).fichier("heures").read_bytes()).hexdigest()


@settings(max_examples=10, deadline=None)
@given(lignes=LIGNES, graine=st.integers(0, 1000))
def test_ordre_dialecte_et_decoupage_ne_changent_rien(lignes: list[Ligne], graine: int) -> None:
    enregistrer_modele()
    hasard = random.Random(graine)
    resumes = set()
    for encodage, *dialecte in (
        ("utf-8", ";", "", ","),
        ("utf-8-sig", "\t", "\u202f", ","),
        ("utf-8", ",", "", "."),
        ("cp1252", ";", "\u00a0", ","),
        ("utf-16", "|", " ", ","),
    ):
        colonnes, melange = list(COLONNES), list(lignes)
        hasard.shuffle(colonnes)
        hasard.shuffle(melange)
        coupe = hasard.randint(0, len(melange))
        with TemporaryDirectory() as temporaire:
            chemin = Path(temporaire)
            (chemin / "dossier.yml").write_text(MOTIF, encoding="utf-8")
            for rang, morceau in enumerate((melange[:coupe], melange[coupe:])):
                texte = _contenu(morceau, colonnes, (dialecte[0], dialecte[1], dialecte[2]))
                (chemin / f"heures{rang}.csv").write_text(texte, encoding=encodage, newline="")
            resumes.add(_resume(chemin))
    assert len(resumes) == 1


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
