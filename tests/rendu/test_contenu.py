"""Du carnet exécuté aux blocs : nos objets par leur charge, le reste désarmé et signalé."""

import pytest
from bs4 import BeautifulSoup

from carnets.presentation.objets import cartouche, note
from carnets.rendu.contenu import AVERTISSEMENT_LIBRE, lire_contenu
from carnets.rendu.html import page
from carnets.rendu.structure import structurer
from tests.rendu.fabrique import affiche, carnet, objet, texte

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ACTIFS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href='javascript:alert(1)'>lien</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>lien</a>",
    "<form action=http://exemple.invalid><input></form>",
    "<meta http-equiv=refresh content=0>",
    "<object data=x></object>",
    "<style>@import url(http://exemple.invalid)</style>",
    "<img src='http://exemple.invalid/x.png'>",
    "<p style='background:url(http://exemple.invalid)'>x</p>",
]


def rendu(*cellules: object) -> str:
    return page(lire_contenu(carnet(*cellules), titre="Essai"))  # type: ignore[arg-type]


@pytest.mark.parametrize("charge", ACTIFS)
@pytest.mark.parametrize("porte", ["text/html", "text/markdown", "cellule de texte", "note"])
def test_rien_d_actif_ne_survit(charge: str, porte: str) -> None:
    cellule = {
        "cellule de texte": texte(f"avant {charge} après"),
        "note": objet(note(charge, f"avant {charge} après").charge),
    }.get(porte) or affiche({porte: f"<p>avant {charge} après</p>"})
    arbre = BeautifulSoup(rendu(cellule), "html.parser")
    interdits = ["script", "iframe", "object", "embed", "form", "input", "svg", "link"]
    assert not arbre.find_all(interdits)
    assert len(arbre.find_all("meta")) == 3
    assert not [b for b in arbre.find_all(True) if any(a.startswith("on") for a in b.attrs)]
    for balise in arbre.main.find_all(True):
        assert "style" not in balise.attrs
        for attribut in ("href", "src"):
            valeur = str(balise.get(attribut, ""))
            assert not valeur or valeur.startswith(("#", "data:image/")), valeur
    assert "avant" in arbre.main.get_text()
    assert "après" in arbre.main.get_text()


def test_le_html_enregistre_d_un_objet_n_est_jamais_lu() -> None:
    assert "jamais lu" not in rendu(objet(note("Titre", "Corps.").charge))


def test_un_tableau_libre_reste_et_il_est_signale() -> None:
    html = rendu(affiche({"text/html": "<table><tr><th>a</th></tr><tr><td>1</td></tr></table>"}))
    assert "<td>1</td>" in html
    assert AVERTISSEMENT_LIBRE.split(" :")[0] in html


def test_une_image_libre_sans_alternative_l_avoue() -> None:
    html = rendu(affiche({"image/png": PIXEL}))
    image = BeautifulSoup(html, "html.parser").find("img")
    assert image["alt"].startswith("Image sans texte de remplacement : l'auteur de la cellule 1")


def test_une_image_libre_garde_son_alternative() -> None:
    html = rendu(affiche({"image/png": PIXEL}, {"image/png": {"alt": "Courbe de 12 à 15 %"}}))
    assert 'alt="Courbe de 12 à 15 %"' in html


def test_le_cartouche_donne_le_titre_et_ne_se_repete_pas() -> None:
    charge = cartouche(
        "Bilan", surtitre="S", sous_titre="Alès, 2019", reperes={"Champ": "x"}
    ).charge
    html = rendu(objet(charge), texte("## Suite"))
    arbre = BeautifulSoup(html, "html.parser")
    assert [h.get_text() for h in arbre.find_all("h1")] == ["Bilan"]
    assert arbre.title.get_text() == "Bilan – Alès, 2019"
    assert html.count("Alès, 2019") == 2


def test_donnees_fictives_en_tete_et_en_pied() -> None:
    charge = cartouche("B", surtitre="S", sous_titre="T", reperes={}, fictif=True).charge
    assert rendu(objet(charge)).count("Données fictives") == 2


def test_titres_emboites_et_ancres_uniques() -> None:
    html, sommaire = structurer([("<h1>Été</h1><h4>Détail</h4>", True), ("<h2>Été</h2>", True)])
    assert [b.name for b in BeautifulSoup(html, "html.parser").find_all(["h2", "h3", "h4"])] == [
        "h2",
        "h3",
        "h2",
    ]
    assert [e.ancre for e in sommaire] == ["ete", "detail", "ete-2"]


def test_une_cellule_masquee_ne_parait_pas() -> None:
    cachee = texte("secret de fabrication")
    cachee.metadata["tags"] = ["masquer"]
    assert "secret de fabrication" not in rendu(cachee)
