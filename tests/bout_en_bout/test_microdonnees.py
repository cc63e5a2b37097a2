"""Un dossier de microdonnées, de bout en bout : rien de confidentiel ne sort, ou rien ne sort."""

import json
from pathlib import Path

import pytest

from carnets.cli import main
from carnets.execution.livraison import ECHEC
from carnets.execution.protege import REGISTRE
from tests.bout_en_bout.canaris import MOTIF, canaris, chants, rendre_et_lire
from tests.bout_en_bout.microdonnees import PUBLIER, carnet, dossier, permutes
from tests.bout_en_bout.sabotages import FUITES, chaine_qui_fuit


def rendre(
    capsys: pytest.CaptureFixture[str], nb: Path, cas: Path, sortie: Path, *options: str
) -> tuple[int, str]:
    with pytest.raises(SystemExit) as fin:
        main(["rendre", str(nb), "--dossier", str(cas), "--sortie", str(sortie), *options])
    lu = capsys.readouterr()
    return int(fin.value.code or 0), lu.out + lu.err


def pages(sortie: Path) -> list[bytes]:
    """Les pages d'une sortie, images comprises."""
    return [fichier.read_bytes() for fichier in sorted(sortie.glob("*/*/*/*.html"))]


def test_deux_cents_canaris_aucun_ne_chante(tmp_path: Path) -> None:
    """Dans aucun support ; et aucune page, aucun dessin ne dépend de ce que vaut un canari."""
    nb = carnet(tmp_path / "essai.ipynb")
    place, lus = rendre_et_lire(str(nb), dossier(tmp_path / "chantiers"), tmp_path / "reports")
    assert chants(lus) == {}
    recu = json.loads(lus["reçu"])
    constat = recu["secret_verifie"]
    assert constat["masquees"] >= 2 * len(canaris())
    assert constat["plus_petit_intervalle"] >= 1
    assert constat["duree"] > 0
    assert f"{constat['masquees']} masquées" in lus["html"]
    assert "(secret)" in lus["html"]
    assert (place / REGISTRE).is_file()

    autres = dossier(
        tmp_path / "autres" / "chantiers", nombres=permutes(canaris(), lambda rang: rang % 3)
    )
    _, relus = rendre_et_lire(str(nb), autres, tmp_path / "autres_reports", "--format", "html")
    for support in ("html", "registre"):
        assert relus[support] == lus[support], support
    assert pages(tmp_path / "autres_reports") == pages(tmp_path / "reports"), "dessins compris"


def test_une_fuite_volontaire_est_vue_dans_chaque_support(tmp_path: Path) -> None:
    nb = carnet(tmp_path / "essai.ipynb", en_plus=FUITES)
    cas = dossier(tmp_path / "chantiers")
    with chaine_qui_fuit():
        _, lus = rendre_et_lire(str(nb), cas, tmp_path / "reports")
    assert set(lus) - set(chants(lus)) == set()


@pytest.mark.parametrize(
    ("publier", "attendu"),
    [
        pytest.param(
            "import carnets.secret.protection as p\np.auditer = lambda *_: 1 / 0" + PUBLIER,
            "s'est interrompue (ZeroDivisionError",
            id="panne de l'audit",
        ),
        pytest.param(
            "personnes.loc[personnes['modalite'] == '', 'valeur'] += 1" + PUBLIER,
            "ne font pas leur total",
            id="système infaisable",
        ),
        pytest.param(
            PUBLIER + "\netude.publier(personnes, 'heures')",
            "déjà publié des tables protégées",
            id="seconde publication",
        ),
    ],
)
def test_ce_qui_n_est_pas_verifie_ne_sort_pas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], publier: str, attendu: str
) -> None:
    cas, nb = dossier(tmp_path / "chantiers"), carnet(tmp_path / "essai.ipynb", publier=publier)
    code, dit = rendre(capsys, nb, cas, tmp_path / "reports", "--format", "html")
    assert code == 4, dit
    assert attendu in dit
    assert not MOTIF.findall(dit)
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("regle", ["", "personnes_publics"])
def test_sans_regle_connue_rien_ne_sort(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], regle: str
) -> None:
    cas, nb = dossier(tmp_path / "chantiers", regle), carnet(tmp_path / "essai.ipynb")
    if not regle:
        fiche = cas / "dossier.yml"
        texte = fiche.read_text(encoding="utf-8").replace("    secret: \n", "")
        fiche.write_text(texte, encoding="utf-8")
    code, dit = rendre(capsys, nb, cas, tmp_path / "reports", "--format", "html")
    assert code == 4, dit
    assert "règle de secret" in dit
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize(
    "cellule",
    ["heures.head()", "print(heures['heures_travaillees'].iloc[0])", "heures['id_lot'].iloc[0]"],
)
def test_un_contenu_libre_est_refuse_et_le_reste_sur_demande(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cellule: str
) -> None:
    cas, nb = dossier(tmp_path / "chantiers"), carnet(tmp_path / "essai.ipynb", en_plus=(cellule,))
    code, dit = rendre(capsys, nb, cas, tmp_path / "reports", "--format", "html")
    assert code == 4, dit
    assert "cellule 13" in dit
    assert not (tmp_path / "reports").exists()
    admis, _ = rendre(capsys, nb, cas, tmp_path / "admis", "--format", "html", "--contenu-libre")
    assert admis == 0


def test_une_erreur_ne_cite_pas_de_valeur(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cas = dossier(tmp_path / "chantiers")
    erreur = "raise KeyError(par['heures'].max(), par['heures'].iloc[20])"
    nb = carnet(tmp_path / "essai.ipynb", en_plus=(erreur,))
    code, dit = rendre(capsys, nb, cas, tmp_path / "reports", "--format", "html")
    assert code == 5
    assert "cellule 13 (KeyError)" in dit
    assert not MOTIF.findall(dit)
    with pytest.raises(SystemExit) as fin:
        main([
            "lot", "--carnet", str(nb), "--dossier", str(cas), "--territoires", "npnru-essai",
            "--format", "html", "--sortie", str(tmp_path / "lot"),
        ])  # fmt: skip
    assert fin.value.code == 6
    (recu,) = (tmp_path / "lot").glob(f"*/*/*{ECHEC}")
    assert not MOTIF.findall(recu.read_text(encoding="utf-8") + capsys.readouterr().out)
