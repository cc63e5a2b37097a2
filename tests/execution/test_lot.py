"""Un lot : ce qu'il fait, ce qu'il ne refait pas, ce qu'il laisse quand tout va mal."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from carnets.chemins import RACINE
from carnets.cli import main
from carnets.erreurs import UsageIncorrect
from carnets.execution.index import ecrire_index
from carnets.execution.livraison import EcritureImpossible
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from carnets.execution.plan import Commande
from carnets.execution.rendre import rendre
from carnets.execution.verrou import verrouiller
from tests.execution.lots_fabrique import carnet, dossier, ecrire_qpv, recu

CODES = ["A1", "B2", "C3", "D4"]
HTML = ("html",)
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def commandes(fichier: Path, racine: Path, codes: list[str] = CODES) -> list[Commande]:
    return [Commande(fichier, {"dossier": str(racine), "territoire": code}) for code in codes]


def commande(fichier: Path, racine: Path, sortie: Path) -> list[str]:
    """Le lot de tous les territoires, en HTML, sur la ligne de commande."""
    lancee = [sys.executable, "-c", "from carnets.cli import main; main()", "lot"]
    lancee += ["--carnet", str(fichier), "--dossier", str(racine), "--territoires", "tous"]
    return [*lancee, "--format", "html", "--sortie", str(sortie)]


def octets(sortie: Path) -> dict[str, bytes]:
    """Tout ce qui est visible dans la sortie, liste comprise."""
    return {
        f.relative_to(sortie).as_posix(): f.read_bytes()
        for f in sortie.rglob("*")
        if f.is_file() and not any(p.startswith(".") for p in f.relative_to(sortie).parts)
    }


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return dossier(tmp_path / "essai", CODES)


@pytest.fixture
def lancer(tmp_path: Path, racine: Path) -> Callable[..., object]:
    """Un lot d'un ouvrier, en HTML ; rend le nom des livrables faits et des échecs."""

    def par_lot(fichier: Path, sortie: str = "s") -> tuple[list[str], list[str]]:
        resume = executer_lot(
            commandes(fichier, racine),
            OuvriersLocaux(1),
            sortie=tmp_path / sortie,
            formats=HTML,
        )
        return [p.name[:2] for p in resume.livres], [b.place.name[:2] for b in resume.echecs]

    return par_lot


@pytest.mark.parametrize(
    ("genre", "cause"),
    [
        ("arrete", "arrêté de lui-même"),
        ("leve", "KeyError: 'absente'"),
        ("tue", "arrêté brutalement"),
        ("eteint", "Le processus tiède a été tué"),
    ],
)
def test_un_echec_laisse_un_recu_et_les_autres_continuent(
    genre: str, cause: str, lancer: Callable[..., object], tmp_path: Path
) -> None:
    fichier = carnet(tmp_path / "essai_lot.ipynb", (genre, "B2"))
    assert lancer(fichier) == (["A1", "C3", "D4"], ["B2"])
    place = tmp_path / "s" / "essai" / "essai_lot"
    assert not (place / "B2-2019").exists()
    trace = json.loads((place / "B2-2019.echec.json").read_text(encoding="utf-8"))
    assert trace["etat"] == "echec"
    assert cause in trace["cause"]
    carnet(fichier)  # corrigé : l'échec s'efface, le reste est refait car le carnet a changé
    assert lancer(fichier) == (CODES, [])
    assert not list(place.glob("*.echec.json"))


def _coupe(entier: bytes) -> bytes:
    return entier[: len(entier) // 2]


def _sans_cle(entier: bytes) -> bytes:
    recu = json.loads(entier)
    del recu["lus"]
    return json.dumps(recu).encode()


@pytest.mark.parametrize("abimer", [_coupe, _sans_cle, lambda _: b"[]", lambda _: b""])
def test_un_recu_abime_ne_coute_que_son_livrable(
    abimer: Callable[[bytes], bytes], lancer: Callable[..., object], tmp_path: Path
) -> None:
    fichier = carnet(tmp_path / "essai_lot.ipynb")
    assert lancer(fichier) == (CODES, [])
    abime = tmp_path / "s" / "essai" / "essai_lot" / "B2-2019" / "recu.json"
    entier = abime.read_bytes()
    abime.write_bytes(abimer(entier))
    page = ecrire_index(tmp_path / "s").read_text(encoding="utf-8")
    assert page.count("Son reçu est illisible") == 1
    assert lancer(fichier) == (["B2"], [])
    assert abime.read_bytes() == entier
    assert "illisible" not in (tmp_path / "s" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("octets", [b"", b"[]", b"{}", b'{"cause": ""}', b'{"cau'])
def test_le_recu_abime_d_un_echec_se_dit_dans_la_liste(octets: bytes, tmp_path: Path) -> None:
    place = tmp_path / "essai" / "essai_lot"
    place.mkdir(parents=True)
    (place / "B2-2019.echec.json").write_bytes(octets)
    page = ecrire_index(tmp_path).read_text(encoding="utf-8")
    assert page.count("Son reçu est illisible") == 1
    assert "B2-2019" in page


def test_un_processus_tiede_tue_ne_coute_aucun_livrable(
    lancer: Callable[..., object], tmp_path: Path
) -> None:
    fichier = carnet(tmp_path / "essai_lot.ipynb", ("eteint_une_fois", "B2"))
    assert lancer(fichier) == (CODES, [])
    assert (tmp_path / "vu").exists()


def test_seuls_les_livrables_qui_citent_une_ligne_sont_refaits(
    lancer: Callable[..., object], racine: Path, tmp_path: Path
) -> None:
    fichier = carnet(tmp_path / "essai_lot.ipynb")
    assert lancer(fichier) == (CODES, [])
    avant = octets(tmp_path / "s")
    ecrire_qpv(racine, {"D4": 4, "C3": 3, "B2": 2, "A1": 1})  # l'ordre n'est pas une donnée
    assert lancer(fichier) == ([], [])
    assert octets(tmp_path / "s") == avant
    ecrire_qpv(racine, {"A1": 1, "B2": 2, "C3": 33, "D4": 4})
    assert lancer(fichier) == (["C3"], [])
    page = tmp_path / "s/essai/essai_lot/A1-2019/essai_lot-A1-2019.html"
    page.unlink()
    assert lancer(fichier) == (["A1"], [])
    dates, texte = page.stat(), page.read_text(encoding="utf-8")
    page.write_text(texte.replace("1 quartiers", "9 quartiers"), encoding="utf-8")
    os.utime(page, ns=(dates.st_atime_ns, dates.st_mtime_ns))  # ni la date ni la taille ne changent
    assert page.stat().st_size == dates.st_size
    assert lancer(fichier) == (["A1"], [])
    assert page.read_text(encoding="utf-8") == texte


def test_le_plan_dit_pourquoi(
    lancer: Callable[..., object],
    racine: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fichier = carnet(tmp_path / "essai_lot.ipynb")
    lancer(fichier)
    ecrire_qpv(racine, {"A1": 1, "B2": 2, "C3": 33, "D4": 4})
    commande = ["lot", "--carnet", str(fichier), "--dossier", str(racine), "--format", "html"]
    commande += ["--territoires", "tous", "--sortie", str(tmp_path / "s"), "--essai", "--pourquoi"]
    with pytest.raises(SystemExit) as fin:
        main(commande)
    assert fin.value.code == 0
    plan = capsys.readouterr().out
    assert "4 livrables : 1 à faire, 3 à jour." in plan
    assert "C3-2019 – à faire : les lignes territoire = « C3 » de la table « qpv » ont" in plan
    assert recu(tmp_path / "s/essai/essai_lot/C3-2019")["lus"]


def test_un_lot_partiel_sort_par_six(
    racine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fichier = carnet(tmp_path / "essai_lot.ipynb", ("arrete", "B2"))
    commande = ["lot", "--carnet", str(fichier), "--dossier", str(racine), "--format", "html"]
    with pytest.raises(SystemExit) as fin:
        main([*commande, "--territoires", "A1,B2", "--sortie", str(tmp_path / "s")])
    assert fin.value.code == 6
    lu = capsys.readouterr()
    assert "Livrés : 1. À jour : 0. Échecs : 1." in lu.out
    assert "Traceback" not in lu.err


def test_deux_lots_a_la_fois(lancer: Callable[..., object], tmp_path: Path) -> None:
    fichier = carnet(tmp_path / "essai_lot.ipynb")
    with verrouiller(tmp_path / "s"), pytest.raises(UsageIncorrect, match="travaille déjà"):
        lancer(fichier)
    assert octets(tmp_path / "s") == {}
    assert lancer(fichier) == (CODES, [])


def test_un_rendu_seul_attend_son_tour_puis_renonce(
    racine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Un lot balaie les chantiers de sa sortie : un rendu n'y livre pas en même temps."""
    monkeypatch.setattr("carnets.execution.rendre.PATIENCE", 0.2)
    fichier, sortie = carnet(tmp_path / "essai_lot.ipynb"), tmp_path / "s"
    parametres = {"dossier": str(racine), "territoire": "A1"}
    with verrouiller(sortie), pytest.raises(UsageIncorrect, match="travaille déjà"):
        rendre(str(fichier), parametres=parametres, sortie=sortie, formats=HTML)
    assert octets(sortie) == {}
    assert rendre(str(fichier), parametres=parametres, sortie=sortie, formats=HTML).is_dir()
    assert "A1" in (sortie / "index.html").read_text(encoding="utf-8")


def test_tout_executeur_convient(racine: Path, tmp_path: Path) -> None:
    """Trois fils d'exécution, et un disque que les ouvriers ne voient pas : mêmes octets."""

    class Lointains:
        def ouvrir(self) -> ThreadPoolExecutor:
            return ThreadPoolExecutor(3)

        def colis(self, fichier: Path) -> bytes:
            return fichier.read_bytes()

    fichier = carnet(tmp_path / "essai_lot.ipynb")
    demandes = commandes(fichier, racine)
    for nom, ouvriers in (("un", OuvriersLocaux(1)), ("trois", Lointains())):
        executer_lot(demandes, ouvriers, sortie=tmp_path / nom, formats=HTML)
    assert octets(tmp_path / "un") == octets(tmp_path / "trois")
    with pytest.MonkeyPatch.context() as ailleurs:
        ailleurs.setattr("carnets.execution.fabrique.partagee", lambda *_: False)
        executer_lot(demandes, Lointains(), sortie=tmp_path / "ailleurs", formats=HTML)
    assert octets(tmp_path / "un") == octets(tmp_path / "ailleurs")


def test_un_disque_plein_arrete_le_lot_sans_rien_de_faux(
    lancer: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fichier = carnet(tmp_path / "essai_lot.ipynb")
    lancer(fichier, "temoin")
    vrai, faits = os.fsync, []

    def plein(descripteur: int) -> None:
        faits.append(descripteur)
        if len(faits) == 4:  # la deuxième page, dans son chantier
            raise OSError(28, "No space left on device")
        vrai(descripteur)

    monkeypatch.setattr(os, "fsync", plein)
    with pytest.raises(EcritureImpossible, match="libérez de la place"):
        lancer(fichier)
    monkeypatch.undo()
    faits = [p.name[:2] for p in (tmp_path / "s/essai/essai_lot").iterdir()]
    assert "A1" in faits  # et peut-être celui qui était en cours : lui aussi entier
    assert "B2" not in faits
    assert lancer(fichier) == ([code for code in CODES if code not in faits], [])
    assert octets(tmp_path / "s") == octets(tmp_path / "temoin")


def test_tue_a_tout_instant_il_se_reprend(
    lancer: Callable[..., object], racine: Path, tmp_path: Path
) -> None:
    """Échantillon du banc : rien de visible à moitié, la reprise égale un lot entier."""
    fichier = carnet(tmp_path / "essai_lot.ipynb")
    lancer(fichier, "temoin")
    temoin = octets(tmp_path / "temoin")
    sortie = tmp_path / "s"
    environnement = os.environ | {"PYTHONPATH": str(RACINE / "lib")}
    for livres in (0, 2):
        tue = subprocess.Popen(
            commande(fichier, racine, sortie),
            env=environnement,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        while len(list(sortie.glob("*/*/[!.]*/recu.json"))) < livres and tue.poll() is None:
            time.sleep(0.01)
        time.sleep(0 if livres else 1.5)
        with suppress(ProcessLookupError):
            os.killpg(tue.pid, signal.SIGKILL)
        tue.wait()
        vus = octets(sortie) if sortie.exists() else {}
        assert {n: o for n, o in vus.items() if n != "index.html"}.items() <= temoin.items()
    faits = len(list(sortie.glob("*/*/[!.]*/recu.json")))
    livres, echecs = lancer(fichier)
    assert (len(livres), echecs) == (len(CODES) - faits, [])
    assert octets(sortie) == temoin


def _sans_passe_droit() -> None:
    """root écrit partout ; le programme lancé ensuite y renonce, comme un usager ordinaire."""
    if os.geteuid() == 0:
        for droit in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            assert ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, droit, 0, 0, 0) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="les droits se retirent ainsi sous Linux")
@pytest.mark.parametrize("deja_livre", [False, True])
def test_un_dossier_en_lecture_seule_se_dit(
    deja_livre: bool, lancer: Callable[..., object], racine: Path, tmp_path: Path
) -> None:
    """Une sortie neuve, puis un carnet déjà livré et à refaire : rien n'y change, et on le dit."""
    fichier, sortie = carnet(tmp_path / "essai_lot.ipynb"), tmp_path / "s"
    sortie.mkdir()
    tenu = sortie
    if deja_livre:
        lancer(fichier)
        ecrire_qpv(racine, {"A1": 9, "B2": 2, "C3": 3, "D4": 4})  # A1 est à refaire
        tenu = sortie / "essai" / "essai_lot"
    avant = octets(sortie)
    tenu.chmod(0o555)
    fini = subprocess.run(
        commande(fichier, racine, sortie),
        env=os.environ | {"PYTHONPATH": str(RACINE / "lib")},
        preexec_fn=_sans_passe_droit,
        capture_output=True,
        text=True,
    )
    tenu.chmod(0o755)
    assert fini.returncode == 2
    assert "Impossible d'écrire" in fini.stderr
    assert "--sortie" in fini.stderr
    assert "Traceback" not in fini.stderr
    assert octets(sortie) == avant
    assert lancer(fichier) == (["A1"] if deja_livre else CODES, [])


def test_un_ouvrier_tue_ne_laisse_ni_trace_ni_manque(
    lancer: Callable[..., object], racine: Path, tmp_path: Path
) -> None:
    """Un des deux ouvriers tué après le premier livrable : tout est livré, l'écran reste propre."""
    fichier = carnet(tmp_path / "essai_lot.ipynb")
    lancer(fichier, "temoin")
    sortie = tmp_path / "s"
    en_cours = subprocess.Popen(
        [*commande(fichier, racine, sortie), "--travailleurs", "2"],
        env=os.environ | {"PYTHONPATH": str(RACINE / "lib")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list(sortie.glob("*/*/[!.]*/recu.json")) and en_cours.poll() is None:
        time.sleep(0.01)
    enfants = psutil.Process(en_cours.pid).children()
    next(e for e in enfants if "spawn_main" in " ".join(e.cmdline())).kill()
    _, erreurs = en_cours.communicate()
    assert (en_cours.returncode, erreurs) == (0, "")
    assert octets(sortie) == octets(tmp_path / "temoin")
