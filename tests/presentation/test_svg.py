"""Le dessin écrit : des entiers, des contours, et rien d'un texte qui puisse être interprété."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from fontTools.ttLib import TTFont

from carnets.chemins import POLICES
from carnets.presentation import fonte, svg
from carnets.presentation.toile import POINTS, Toile, largeur_texte

ESPACE = "{http://www.w3.org/2000/svg}"


def formes(toile: Toile) -> list[ElementTree.Element]:
    """Les formes du dessin, de l'arrière vers l'avant."""
    racine = ElementTree.fromstring(toile.en_svg())
    return [f for f in racine if f.tag != f"{ESPACE}defs"]


@pytest.mark.parametrize("gras", [False, True])
def test_une_largeur_est_la_somme_des_chasses_moins_le_crenage(gras: bool) -> None:
    police = TTFont(POLICES / fonte.FICHIERS[gras])
    noms, chasses = police.getBestCmap(), police["hmtx"]
    for texte in ("12 %", "nombre", "HH", "é"):
        attendue = sum(chasses[noms[ord(lettre)]][0] for lettre in texte)
        assert fonte.composer(texte, gras)[1] == pytest.approx(attendue, abs=25)
    assert fonte.composer("HH", gras)[1] == sum(chasses[noms[ord("H")]][0] for _ in "HH")
    assert fonte.composer("AV", gras)[1] < sum(chasses[noms[ord(c)]][0] for c in "AV")


def test_une_lettre_a_le_contour_de_sa_police() -> None:
    (lettre,), _ = fonte.composer("l", False)
    police = TTFont(POLICES / fonte.FICHIERS[False])
    contour = police["glyf"][police.getGlyphName(lettre.glyphe)]
    nombres = [int(n) for n in re.findall(r"-?\d+", fonte.contour(lettre.glyphe, False))]
    assert max(nombres) == max(contour.yMax, contour.xMax)


@pytest.mark.parametrize("texte", ["<script>alert(1)</script>", "]]>&amp;\"'", "$x$ #a \\ url(x)"])
def test_un_texte_ne_laisse_que_des_lettres_dessinees(texte: str) -> None:
    toile = Toile(1.0)
    toile.texte(0.0, 0.5, texte)
    (groupe,) = formes(toile)
    assert {enfant.tag for enfant in groupe} == {f"{ESPACE}use"}
    assert len(groupe) == len(texte.replace(" ", ""))
    assert not any(morceau in toile.en_svg() for morceau in ("script", "alert", "url(x)"))


def test_un_texte_ancre_a_droite_finit_ou_on_l_a_dit() -> None:
    toile = Toile(1.0)
    toile.texte(5.0, 0.5, "1 234", ancre="droite")
    debut = float(formes(toile)[0].get("transform", "").split("(")[1].split()[0])
    fin = debut / svg.FINESSE / POINTS + largeur_texte("1 234")
    assert fin == pytest.approx(5.0, abs=0.01)


def test_un_nan_interrompt_la_ligne_et_ne_pose_pas_de_marque() -> None:
    trace = svg.ligne(
        [(0, 0), (1, 1), (float("nan"), 0), (2, 2), (3, 3)], couleur="red", epaisseur=1
    )
    assert re.findall(r'd="([^"]+)"', trace) == ["M0 0L100 100M200 200L300 300"]
    toile = Toile(1.0)
    toile.marque([1.0, float("nan")], [0.5, 0.5], "o", "red")
    assert len(formes(toile)) == 1


@pytest.mark.parametrize(
    ("forme", "aire"), [("s", 1.0), ("D", 1.0), ("^", 0.5), ("v", 0.5), ("P", 5 / 9)]
)
def test_une_marque_a_la_taille_demandee(forme: str, aire: float) -> None:
    trace = svg.marque(50.0, 50.0, forme, 10.0, "")
    nombres = np.array([int(n) for n in re.findall(r"-?\d+", trace)]) / svg.FINESSE
    assert shapely.Polygon(nombres.reshape(-1, 2)).area == pytest.approx(aire * 100, rel=0.01)


def test_ce_qui_est_au_plan_le_plus_haut_passe_devant() -> None:
    toile = Toile(1.0)
    toile.bande(0, 1, 0.5, 0.2, "red", plan=3)
    toile.bande(0, 1, 0.5, 0.2, "blue", plan=1)
    toile.bande(0, 1, 0.5, 0.2, "green", plan=3)
    assert [f.get("fill") for f in formes(toile)] == ["blue", "red", "green"]


def test_deux_fonds_rayes_pareils_n_ont_qu_une_definition() -> None:
    toile = Toile(1.0)
    for x in range(3):
        toile.bande(x, x + 1, 0.5, 0.2, "white", bord="black", hachures="biais")
    toile.bande(4, 5, 0.5, 0.2, "white", bord="black", hachures="croix")
    assert toile.en_svg().count("<pattern") == 2
