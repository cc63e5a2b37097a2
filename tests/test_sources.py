"""Fichiers officiels : listés, éprouvés, pris d'un serveur local ; jamais à moitié écrits."""

import hashlib
import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from carnets.cli import main
from carnets.erreurs import DonneesRefusees
from carnets.sources import ABSENT, CONFORME, FichierOfficiel, besoins, charger_catalogue, rapport
from carnets.telechargement import telecharger
from tests.partage import exige_partage

CONTENU = ("CODGEO;LIBGEO;TX_F\nQP030001;Essai;52,1\n" + "QP030002;Essai;50,0\n").encode()
NOM = "DEMO_2099.csv"
FICHE = """\
titre: Essai
fictif: true
annee: 2019
geographie: "2015"
territoires: [{code: "QP030001", libelle: Essai, type: qpv}]
sources:
  demo:
    fichier: "DEMO_*.csv"
    modele: insee_qpv_demo
    secret: deja_publie
    carte: {document: Essai, producteur: Essai, date: 2019-12-31}
"""


class Serveur(BaseHTTPRequestHandler):
    """Un fichier sain, un autre, un absent, un lent, un coupé à mi-course."""

    plages: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        if self.path == "/lent":
            time.sleep(1)
            return
        if self.path == "/absent":
            self.send_error(404)
            return
        contenu = b"x" * len(CONTENU) if self.path == "/autre" else CONTENU
        if self.path == "/fige":
            self.send_response(200)
            self.send_header("Content-Length", str(len(contenu)))
            self.end_headers()
            self.wfile.write(contenu[:10])
            time.sleep(1)
            return
        debut, plage = 0, self.headers.get("Range") if self.path != "/sans-reprise" else None
        if plage:
            self.plages.append(plage)
            debut = int(plage.removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if plage else 200)
        self.send_header("Content-Length", str(len(contenu) - debut))
        self.end_headers()
        fin = len(contenu) // 2 if self.path == "/coupe" and not plage else len(contenu)
        self.wfile.write(contenu[debut:fin])

    def log_message(self, *_: object) -> None:
        """Rien à la console."""


@pytest.fixture
def adresse() -> Iterator[str]:
    Serveur.plages.clear()
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Serveur)
    fil = threading.Thread(target=serveur.serve_forever, args=(0.02,))
    fil.start()
    yield f"http://127.0.0.1:{serveur.server_port}"
    serveur.shutdown()
    serveur.server_close()
    fil.join()


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    (tmp_path / "dossier.yml").write_text(FICHE, encoding="utf-8")
    return tmp_path


def catalogue(adresse: str, lignes: int = 2) -> dict[str, FichierOfficiel]:
    fiche = FichierOfficiel(
        intitule="Essai",
        producteur="Insee",
        page="https://www.insee.fr",
        adresse=adresse,
        empreinte=hashlib.sha256(CONTENU).hexdigest(),
        octets=len(CONTENU),
        lignes=lignes,
        licence="Licence Ouverte",
    )
    return {NOM: fiche}


def presents(dossier: Path) -> set[str]:
    return {p.name for p in dossier.iterdir()} - {"dossier.yml"}


def test_un_fichier_absent_est_pris_puis_conforme(dossier: Path, adresse: str) -> None:
    fiches = catalogue(f"{adresse}/sain")
    assert [b.etat for b in besoins(dossier, fiches)] == [ABSENT]
    messages: list[str] = []
    telecharger(besoins(dossier, fiches), messages.append)
    assert messages == [f"Pris : {dossier / NOM}"]
    assert [b.etat for b in besoins(dossier, fiches)] == [CONFORME]
    assert presents(dossier) == {NOM}


def test_une_coupure_est_reprise_ou_elle_s_est_arretee(dossier: Path, adresse: str) -> None:
    fiches = catalogue(f"{adresse}/coupe")
    with pytest.raises(DonneesRefusees, match=r"à moitié|coupée"):
        telecharger(besoins(dossier, fiches), print)
    assert presents(dossier) == {f"{NOM}.partiel"}
    recus = (dossier / f"{NOM}.partiel").stat().st_size
    assert 0 < recus < len(CONTENU)
    telecharger(besoins(dossier, fiches), print)
    assert Serveur.plages == [f"bytes={recus}-"]
    assert (dossier / NOM).read_bytes() == CONTENU
    assert presents(dossier) == {NOM}


@pytest.mark.parametrize(
    ("chemin", "message"),
    [("/autre", "n'est pas celui du catalogue"), ("/absent", "n'y est plus \\(404\\)")],
)
def test_mauvais_fichier_ou_absent(dossier: Path, adresse: str, chemin: str, message: str) -> None:
    with pytest.raises(DonneesRefusees, match=message):
        telecharger(besoins(dossier, catalogue(adresse + chemin)), print)
    assert presents(dossier) == set()


def test_un_serveur_muet_n_est_pas_attendu(dossier: Path, adresse: str) -> None:
    with pytest.raises(DonneesRefusees, match="pas répondu à temps"):
        telecharger(besoins(dossier, catalogue(f"{adresse}/lent")), print, delai=0.2)
    assert presents(dossier) == set()


def test_un_serveur_qui_se_fige_laisse_ce_qu_il_a_donne(dossier: Path, adresse: str) -> None:
    """Figé au milieu du fichier : le délai tombe, le reçu est gardé, la reprise le complète."""
    with pytest.raises(DonneesRefusees, match="pas répondu à temps"):
        telecharger(besoins(dossier, catalogue(f"{adresse}/fige")), print, delai=0.2)
    assert presents(dossier) == {f"{NOM}.partiel"}
    assert (dossier / f"{NOM}.partiel").read_bytes() == CONTENU[:10]
    telecharger(besoins(dossier, catalogue(f"{adresse}/sain")), print)
    assert Serveur.plages == ["bytes=10-"]
    assert (dossier / NOM).read_bytes() == CONTENU


def test_un_serveur_sans_reprise_est_relu_du_debut(dossier: Path, adresse: str) -> None:
    (dossier / f"{NOM}.partiel").write_bytes(CONTENU[:10])
    telecharger(besoins(dossier, catalogue(f"{adresse}/sans-reprise")), print)
    assert (dossier / NOM).read_bytes() == CONTENU
    assert presents(dossier) == {NOM}


def test_un_debut_qui_n_est_pas_le_bon_est_jete(dossier: Path, adresse: str) -> None:
    """Le producteur a changé le fichier entre deux essais : le tout n'a pas la bonne empreinte."""
    (dossier / f"{NOM}.partiel").write_bytes(b"y" * 10)
    with pytest.raises(DonneesRefusees, match="n'est pas celui du catalogue"):
        telecharger(besoins(dossier, catalogue(f"{adresse}/sain")), print)
    assert presents(dossier) == set()
    telecharger(besoins(dossier, catalogue(f"{adresse}/sain")), print)
    assert (dossier / NOM).read_bytes() == CONTENU


def test_la_commande_telecharge_puis_liste(
    dossier: Path,
    adresse: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("carnets.sources.charger_catalogue", lambda: catalogue(f"{adresse}/sain"))
    for premiere in (True, False):
        with pytest.raises(SystemExit) as sortie:
            main(["sources", "telecharger", str(dossier)])
        assert sortie.value.code == 0
        lu = capsys.readouterr().out
        assert ("Pris :" in lu) is premiere
        assert f"{NOM} : conforme" in lu
        assert "publié : https://www.insee.fr" in lu
    (dossier / NOM).unlink()
    monkeypatch.setattr("carnets.sources.charger_catalogue", lambda: catalogue(f"{adresse}/absent"))
    with pytest.raises(SystemExit) as sortie:
        main(["sources", "telecharger", str(dossier)])
    assert sortie.value.code == 3
    assert "n'y est plus (404)" in capsys.readouterr().err


def test_sans_serveur_ou_sans_adresse(dossier: Path) -> None:
    with pytest.raises(DonneesRefusees, match="connexion"):
        telecharger(besoins(dossier, catalogue("http://127.0.0.1:9/rien")), print)
    with pytest.raises(DonneesRefusees, match=r"prenez-le sur https://www\.insee\.fr"):
        telecharger(besoins(dossier, catalogue("")), print)
    assert presents(dossier) == set()


def test_un_fichier_present_n_est_jamais_remplace(dossier: Path, adresse: str) -> None:
    (dossier / NOM).write_bytes(b"le mien")
    fiches = catalogue(f"{adresse}/sain")
    assert "ce n'est pas ce fichier" in rapport(besoins(dossier, fiches))
    with pytest.raises(DonneesRefusees, match="pas remplacé"):
        telecharger(besoins(dossier, fiches), print)
    assert (dossier / NOM).read_bytes() == b"le mien"


def test_le_nombre_de_lignes_est_compare(dossier: Path) -> None:
    (dossier / NOM).write_bytes(CONTENU)
    (demande,) = besoins(dossier, catalogue("", lignes=3))
    assert demande.etat == "2 lignes lues, 3 attendues"


def test_le_catalogue_dit_vrai_des_fichiers_partages(tmp_path: Path) -> None:
    donnees, fiches = exige_partage(), charger_catalogue()
    trouves = {p.name: p for p in donnees.rglob("*") if p.name in fiches}
    assert set(trouves) == set(fiches)
    for nom, fiche in fiches.items():
        assert trouves[nom].stat().st_size == fiche.octets, nom
        assert hashlib.sha256(trouves[nom].read_bytes()).hexdigest() == fiche.empreinte, nom
    (tmp_path / "dossier.yml").write_text(FICHE, encoding="utf-8")
    for edition in (2017, 2019, 2022):
        shutil.copy(trouves[f"DEMO_{edition}.csv"], tmp_path)
    assert [b.etat for b in besoins(tmp_path)] == [CONFORME] * 3


def test_la_commande(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as sortie:
        main(["sources", str(dossier)])
    assert sortie.value.code == 3
    lu = capsys.readouterr()
    assert "DEMO_2017.csv : absent" in lu.out
    assert "0 fichier(s) conforme(s) sur 3" in lu.out
    with pytest.raises(SystemExit) as sortie:
        main(["sources", "prendre", str(dossier)])
    assert sortie.value.code == 2


def test_un_fichier_range_ailleurs_est_cherche_ou_le_dossier_le_dit(
    dossier: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ailleurs = tmp_path_factory.mktemp("officiels")
    (ailleurs / NOM).write_bytes(CONTENU)
    fiche = FICHE.replace("    modele:", f"    depuis: {ailleurs.as_posix()}\n    modele:")
    (dossier / "dossier.yml").write_text(fiche, encoding="utf-8")
    (besoin,) = besoins(dossier, catalogue("https://exemple.fr"))
    assert (besoin.chemin, besoin.etat) == (ailleurs / NOM, CONFORME)
