"""Du corps HTML au papier : tout texte reste un texte, et rien d'une cellule libre ne se perd."""

from base64 import b64encode
from io import BytesIO

import matplotlib.pyplot as plt
import pypdf
import pytest
from nbformat import NotebookNode

from carnets.rendu.contenu import lire_contenu
from carnets.rendu.images import Images
from carnets.rendu.largeurs import CAPACITE, Entete, planifier
from carnets.rendu.papier import composer
from carnets.rendu.pdf import document
from tests.rendu.fabrique import affiche, carnet, texte

PIEGES = [
    '#eval("1")',
    '#read("/etc/passwd")',
    "#{ while true {} }",
    "$x^2$ $",
    "] } ) [ { (",
    "*gras* _it_ `code`",
    "\\ \\u{41} \\n",
    "@ref <etiquette>",
    "// commentaire",
    "/* commentaire */",
    "http://exemple.invalid/#a",
    "= Titre",
    "- liste + numéro / terme: x",
    "~ -- --- ... ' \"",
    "é œ € \u00a0 « » ’ −12",
]
RICHE = """## Partie

Du *penché*, du **gras**, du `code`, x<sup>2</sup>, H<sub>2</sub>O, un [lien](https://exemple.fr/a)
et un [renvoi](#partie), un [renvoi mort](#nulle-part).

- premier
    - dedans
        1. tout au fond

> citation
>
> > dans la citation

```
def f(x): return #x
```

| nom | nombre |
|---|---:|
| ligne | 12 |

---

<dl><dt>terme</dt><dd>sens</dd></dl>

<details><summary>replié</summary>déplié</details>

<span><table><tr><th>a</th><th>b</th></tr><tr><td rowspan="2">haut</td><td>c</td></tr>
<tr><td>d</td></tr><tr><td colspan="9">large</td></tr><tr><td>seule</td></tr></table></span>
"""


def lu(*cellules: NotebookNode) -> str:
    """Texte du PDF, blancs ôtés : en fin de ligne l'extraction coupe les mots."""
    octets = document(lire_contenu(carnet(*cellules), titre="Essai"))
    return "".join(
        "".join(p.extract_text().split()) for p in pypdf.PdfReader(BytesIO(octets)).pages
    )


@pytest.mark.parametrize("porte", ["text/html", "text/plain", "cellule", "attribut"])
def test_un_texte_ecrit_comme_du_code_reste_un_texte(porte: str) -> None:
    balises = [
        p.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        for p in PIEGES
    ]
    cellules = {
        "text/html": [affiche({porte: f"<p>{b}</p>"}) for b in balises],
        "text/plain": [affiche({porte: p}) for p in PIEGES],
        "cellule": [
            affiche({"text/html": f"<table><tr><td>{b}</td></tr></table>"}) for b in balises
        ],
        "attribut": [
            affiche({"text/html": f'<a href="{b}">{b}</a><img src="{_pixel()}" alt="{b}">'})
            for b in balises
        ],
    }[porte]
    vu = lu(*cellules)
    assert [p for p in PIEGES if "".join(p.split()) not in vu] == []


def test_rien_d_une_cellule_riche_ne_se_perd() -> None:
    vu = lu(texte(RICHE))
    mots = (
        "Partie penché gras code x2 H2O lien renvoi renvoimort premier dedans toutaufond citation"
    )
    reste = "danslacitation deff(x):return#x nom nombre ligne 12 terme sens replié déplié"
    fusions = "haut c d large seule"
    assert [m for m in f"{mots} {reste} {fusions}".split() if m not in vu] == []


def test_ce_qui_s_emboite_sans_fin_se_lit_encore() -> None:
    html = "<div>" * 300 + "<b>" * 300 + "au fond" + "</b>" * 300 + "</div>" * 300
    assert "aufond" in lu(affiche({"text/html": html}))


def test_une_commande_invisible_ne_refuse_pas_le_livrable() -> None:
    assert "avantaprès" in lu(affiche({"text/html": "<p>avant\x07\x1b\x85après</p>"}))


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/svg+xml"])
def test_une_image_jointe_au_texte_paraît(mime: str) -> None:
    jointe = texte("Avant ![Un trait](attachment:trait) après")
    octets = _dessin(mime.removeprefix("image/").removesuffix("+xml"))
    jointe["attachments"] = {"trait": {mime: b64encode(octets).decode()}}
    pdf = document(lire_contenu(carnet(jointe), titre="Essai"))
    assert b"/Alt" in pdf
    assert "Untrait" not in lu(jointe)


def test_la_figure_d_un_consultant_garde_son_texte_de_remplacement() -> None:
    image = b64encode(_dessin("png")).decode()
    cellule = affiche({"image/png": image}, {"image/png": {"alt": "Une courbe de 1 à 2"}})
    assert "Unecourbede1à2" in lu(cellule)


def test_une_image_coupee_laisse_son_texte_de_remplacement() -> None:
    coupee = '<img src="data:image/png;base64,AAAAA" alt="Une courbe">'
    assert "Unecourbe" in lu(affiche({"text/html": coupee}))


def test_une_phrase_d_ouverture_un_dessin_et_sa_source_sont_tenus() -> None:
    corps = (
        '<h2 id="a">A</h2><p>Ouvre.</p><div class="bloc"><figure><img src="x.svg" alt="t">'
        '<figcaption>F</figcaption></figure><p class="note-tableau">n</p>'
        '<p class="source">s</p></div>'
    )
    titre, ouverture, dessin, note, source = composer(corps, Images({"x.svg": b"<svg/>"}))
    assert [n["n"] for n in (titre, ouverture, note, source)] == [
        "titre",
        "ouverture",
        "tenu",
        "source",
    ]
    assert dessin["tenu"]


def test_les_donnees_d_une_figure_sont_depliees_sous_leur_titre() -> None:
    corps = '<details class="donnees"><summary>Données</summary><table><tr><td>1</td></tr></table>'
    (donnees,) = composer(corps + "</details>", Images())
    assert donnees["n"] == "donnees"
    assert [n["n"] for n in donnees["c"]] == ["titre-donnees", "tableau"]


def test_un_tableau_long_se_coupe_et_repete_son_entete() -> None:
    lignes = "".join(f"<tr><td>r{i}</td><td>{i}</td></tr>" for i in range(90))
    html = f"<table><thead><tr><th>Rang</th><th>Carré</th></tr></thead>{lignes}</table>"
    assert lu(affiche({"text/html": html})).count("RangCarré") == 3


def test_un_tableau_trop_large_s_ecrit_plus_petit() -> None:
    entetes = [Entete(rang, "Un en-tête", de_textes=False) for rang in range(12)]
    serre = planifier(12, entetes, [["Libellé", *["1 234 567,8"] * 11]] * 3)
    aise = planifier(2, entetes[:2], [["Libellé", "12"]])
    assert serre.echelle < 1 == aise.echelle
    assert serre.largeur == 1 > aise.largeur
    assert sum(aise.parts) <= CAPACITE


def test_les_explications_prennent_ce_que_les_nombres_laissent() -> None:
    entetes = [Entete(0, "Règle", de_textes=False), Entete(1, "N", de_textes=False)]
    entetes.append(Entete(2, "Pourquoi", de_textes=True))
    plan = planifier(3, entetes, [["Courte", "12", "Une longue explication " * 8]])
    assert plan.explique
    assert plan.chiffrees == (False, True, False)
    assert plan.parts[2] > plan.parts[0] > plan.parts[1]


def _dessin(format_: str) -> bytes:
    figure, axes = plt.subplots(figsize=(2, 1))
    axes.plot([1, 2])
    sortie = BytesIO()
    figure.savefig(sortie, format=format_)
    plt.close(figure)
    return sortie.getvalue()


def _pixel() -> str:
    return "data:image/png;base64," + b64encode(_dessin("png")).decode()
