"""Une hauteur de rangée annoncée est celle que Typst aurait trouvée."""

import random
from typing import Any

import pytest

from carnets.rendu import hauteurs as module
from carnets.rendu import papier, pdf
from carnets.rendu.attaches import Noeud
from carnets.rendu.contenu import Contenu
from carnets.rendu.hauteurs import hauteurs, mesurer
from carnets.rendu.images import Images

TEXTE = (
    "part des demandeurs d'emploi inscrits en catégories A, B, C : Près-Saint-Jean (Gard) 15-64 "
    "ans et/ou Té AV « quartier » l’IAE ; 1\u202f234\u202f567,8 12,3\u00a0% – — … -12 n.d. a.b "
    "(n / N) Anticonstitutionnellement ! ? → ≤ œ “x” [1] {2} f(x) 2019-2022"
)
MOTS = TEXTE.split(" ")
GRAINES = range(6)


def tableau(hasard: random.Random) -> str:
    colonnes = hasard.randint(2, 7)
    rangees = []
    for _ in range(hasard.randint(1, 6)):
        classe = hasard.choice(["", "", "total", "accent", "repere"])
        cellules = (cellule(hasard, 14 if rang == 0 else 4) for rang in range(colonnes))
        rangees.append(f'<tr class="{classe}">{"".join(cellules)}</tr>')
    tetes = "".join(f"<th>{hasard.choice(MOTS[:12])}</th>" for _ in range(colonnes))
    tete = f"<caption>T</caption><thead><tr>{tetes}</tr></thead>"
    return f"<table>{tete}<tbody>{''.join(rangees)}</tbody></table>"


def cellule(hasard: random.Random, longueur: int) -> str:
    texte = " ".join(hasard.choice(MOTS) for _ in range(hasard.randint(0, longueur)))
    detail = "<small>(12 345 / 67 890)</small>" if texte and hasard.random() < 0.2 else ""
    large = ' colspan="2"' if hasard.random() < 0.02 else ""
    return f"<td{large}>{texte}{detail}</td>"


@pytest.mark.parametrize("graine", GRAINES)
def test_annoncer_les_hauteurs_ne_change_pas_le_pdf(
    graine: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasard = random.Random(graine)
    html = "".join(tableau(hasard) for _ in range(12))
    monkeypatch.setattr(pdf, "corps_autonome", lambda _: (html, []))
    vide = Contenu("Essai", {}, ())
    annoncees: list[float | None] = []

    def taire(*arguments: object) -> list[float | None]:
        rendues = hauteurs(*arguments)  # type: ignore[arg-type]
        annoncees.extend(rendues)
        return [None] * len(rendues)

    annonce = pdf.document(vide)
    monkeypatch.setattr(module, "hauteurs", taire)
    assert annonce == pdf.document(vide)
    assert sum(hauteur is not None for hauteur in annoncees) > len(annoncees) / 4


def test_une_hauteur_incertaine_n_est_pas_annoncee() -> None:
    large, etroite = 0.85, 0.13
    riche = {"n": "suite", "c": ["x", {"n": "gras", "c": ["y"]}]}
    fusion = {"n": "cellule", "role": "", "colonnes": 1, "rangees": 2, "c": ["x"]}
    assert hauteurs([["mot", "12"]], [1, 1], large, 1) == [0.66]
    assert hauteurs([["un mot puis un autre"]], [1], etroite, 1) != [0.66]
    for douteuse in (riche, fusion, "sinogramme 字", "césure\u00admolle"):
        assert hauteurs([[douteuse]], [1], large, 1) == [None]


@pytest.mark.parametrize(
    ("autour", "annonce"),
    [
        ("<div>{}</div>", True),
        ("<div class='note'>{}</div>", False),
        ("<ul><li>{}</li></ul>", False),
    ],
)
def test_un_tableau_en_retrait_garde_des_hauteurs_libres(autour: str, annonce: bool) -> None:
    html = autour.format("<table><tr><td>un</td><td>2</td></tr></table>")
    mesures = mesurer(papier.composer(html, Images()))
    assert ("hauteurs" in _tableau(mesures)) == annonce


def test_l_en_tete_garde_une_hauteur_libre() -> None:
    tete = "<thead><tr><th>a</th></tr><tr><th>b</th></tr></thead>"
    html = f"<table>{tete}<tr><td>un</td></tr></table>"
    assert _tableau(mesurer(papier.composer(html, Images())))["hauteurs"] == [None, None, 0.66]


def _tableau(noeuds: list[Noeud]) -> dict[str, Any]:
    (noeud,) = noeuds
    assert isinstance(noeud, dict)
    return noeud if noeud["n"] == "tableau" else _tableau(noeud["c"])
