"""Les livrables eux-mêmes : complets, fermés sur eux-mêmes, égaux d'un format à l'autre."""

import json
import re
from base64 import b64decode, b64encode
from collections import Counter
from hashlib import sha256
from pathlib import Path

import openpyxl
import page
import papermill
import pypdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup, Tag

from carnets.chemins import CARNETS
from carnets.dossier import charger_dossier, dossiers_connus, lire_fiche, trouver_dossier
from carnets.execution.commandes import rendre_tout
from carnets.execution.livraison import empreinte
from carnets.execution.rendre import executer
from carnets.presentation.nombres import MOINS, SIGNES
from carnets.rendu import lettres
from tests.bout_en_bout.conftest import Livraison

ADRESSE = re.compile(r"(?:https?:)?//[a-z0-9]", re.IGNORECASE)
NOMBRE = re.compile(r"\d")


def corps(fichier: Path) -> BeautifulSoup:
    return BeautifulSoup(fichier.read_text(encoding="utf-8"), "html.parser")


def test_chaque_livrable_declare_est_la_avec_ses_quatre_formats(livraison: Livraison) -> None:
    attendus = {
        (nom, livrable.carnet, f"{livrable.territoire}-{livrable.annee}")
        for nom in dossiers_connus()
        for livrable in lire_fiche(trouver_dossier(nom)).livrables
    }
    assert {d.relative_to(livraison.sortie).parts for d in livraison.livrables} == attendus
    for dossier in livraison.livrables:
        # De microdonnées, le registre de ce qui a été montré accompagne le livrable.
        registre = [".jsonl"] if charger_dossier(dossier.parts[-3]).confidentiel else []
        assert sorted(f.suffix for f in dossier.iterdir()) == sorted(
            [".docx", ".html", ".json", ".pdf", ".xlsx", *registre]
        )
    index = corps(livraison.sortie / "index.html")
    liens = [a["href"] for a in index.find_all("a")]
    assert len(liens) == 4 * len(attendus)
    assert all((livraison.sortie / lien).is_file() for lien in liens)


def test_le_recu_dit_vrai(livraison: Livraison) -> None:
    for dossier in livraison.livrables:
        recu = json.loads((dossier / "recu.json").read_text(encoding="utf-8"))
        assert recu["sorties"] == {
            f.name: empreinte(f.read_bytes()) for f in dossier.iterdir() if f.name != "recu.json"
        }
        source = charger_dossier(recu["dossier"])
        assert recu["donnees"] == {
            f.relative_to(source.chemin).as_posix(): empreinte(f.read_bytes())
            for f in source.fichiers()
        }


def test_html_ferme_sur_lui_meme(livraison: Livraison) -> None:
    for fichier in [*livraison.fichiers("html"), livraison.sortie / "index.html"]:
        texte = fichier.read_text(encoding="utf-8")
        arbre = BeautifulSoup(texte, "html.parser")
        assert not ADRESSE.findall(re.sub(r"base64,[A-Za-z0-9+/=]+", "", texte))
        assert not arbre.find_all(["iframe", "link", "object"])
        assert arbre.html["lang"] == "fr"
        assert len(arbre.find_all("h1")) == 1
        politique = arbre.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert politique["content"].startswith("default-src 'none'")
        # La liste seule a un script, et la page n'en permet aucun autre que lui.
        scripts = [s.string.encode() for s in arbre.find_all("script")]
        assert len(scripts) == (fichier.name == "index.html")
        for script in scripts:
            permis = b64encode(sha256(script).digest()).decode()
            assert politique["content"].endswith(f"script-src 'sha256-{permis}'")


def test_chaque_image_dit_son_nombre_cle(livraison: Livraison) -> None:
    for fichier in livraison.fichiers("html"):
        figures = corps(fichier).select("div.figure")
        assert figures
        for bloc in figures:
            alternative = bloc.img["alt"]
            assert len(alternative) >= 30
            # La valeur, sans le détail (n / N) que le tableau porte en plus.
            donnees = [td.get_text().split(" (")[0] for td in bloc.details.find_all("td")]
            assert any(NOMBRE.search(d) and d in alternative for d in donnees)


def test_chaque_tableau_est_legende_et_porte(livraison: Livraison) -> None:
    for fichier in livraison.fichiers("html"):
        for table in corps(fichier).find_all("table"):
            assert table.caption.get_text().strip()
            assert all(th.get("scope") in {"col", "row"} for th in table.find_all("th"))
            assert all(tr.find("th", attrs={"scope": "row"}) for tr in table.tbody.find_all("tr"))


def test_pdf_ua(livraison: Livraison) -> None:
    for fichier in livraison.fichiers("pdf"):
        rapport = page.validate_pdf_bytes(
            fichier.read_bytes(), profile=page.ValidationProfile.PDF_UA_1
        )
        assert [str(faute) for faute in rapport.failures] == []
        lecteur = pypdf.PdfReader(fichier)
        assert lecteur.trailer["/Root"]["/Lang"].startswith("fr")
        assert lecteur.outline


def test_texte_du_pdf_egal_au_texte_du_html(livraison: Livraison) -> None:
    for html, pdf in zip(livraison.fichiers("html"), livraison.fichiers("pdf"), strict=True):
        sections = sections_html(corps(html))
        lues = sections_pdf(pdf, list(sections))
        for titre, mots in sections.items():
            manquent = Counter(mots) - Counter(lues[titre])
            assert not manquent, f"{pdf.name}, « {titre} » : absents du PDF {manquent}"
            en_trop = Counter(lues[titre]) - Counter(mots)
            # Seuls les en-têtes de tableau se répètent, quand une page se tourne.
            assert set(en_trop) <= set(mots), f"{titre} : {set(en_trop) - set(mots)}"


def sections_html(arbre: BeautifulSoup) -> dict[str, list[str]]:
    """Titre de section → mots de la section."""
    sections: dict[str, list[str]] = {}
    titre = ""
    for noeud in arbre.main.children:
        if isinstance(noeud, Tag) and noeud.name == "h2":
            titre = " ".join(noeud.get_text().split())
            sections[titre] = []
        elif titre:
            texte = noeud.get_text(" ") if isinstance(noeud, Tag) else str(noeud)
            sections[titre] += mots_de(texte)
            for image in noeud.find_all("img") if isinstance(noeud, Tag) else ():
                sections[titre] += mots_de(lettres_de(image))
    return sections


def lettres_de(image: Tag) -> str:
    """Ce qu'on lit sur un dessin, tracé dans la page, écrit dans le PDF ; un texte posé sur
    lui-même ne se lit qu'une fois."""
    dessin = b64decode(str(image["src"]).removeprefix("data:image/svg+xml;base64,"))
    textes = BeautifulSoup(lettres.ecrire(dessin), "xml").find_all("text")
    return " ".join({(t["transform"], t.get_text()): t.get_text() for t in textes}.values())


def sections_pdf(fichier: Path, titres: list[str]) -> dict[str, list[str]]:
    """La même chose, lue dans le PDF sans ses en-têtes ni ses pieds de page."""
    # Sommaire et couverture passés ; en-tête et pied de page sont hors du cadre lu.
    with pypdfium2.PdfDocument(fichier) as document:
        lignes = [
            ligne
            for rang in range(2, len(document))
            for ligne in document[rang]
            .get_textpage()
            .get_text_bounded(bottom=60, top=780)
            .splitlines()
        ]
    return decouper(lignes, titres)


def decouper(lignes: list[str], titres: list[str]) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    restants, courant = list(titres), ""
    for ligne in lignes:
        nette = " ".join(ligne.split())
        if restants and nette == restants[0]:
            courant = restants.pop(0)
            sections[courant] = []
        elif courant:
            sections[courant] += mots_de(ligne)
    assert not restants, f"sections introuvables dans le PDF : {restants}"
    return sections


def mots_de(texte: str) -> list[str]:
    """Caractères un à un, sans espace ni trait d'union : en fin de ligne, l'extraction d'un PDF
    coupe les mots et efface le trait."""
    return [c for c in texte if not c.isspace() and c not in "-\u00ad\ufffe\x02"]


def test_chaque_nombre_d_excel_est_celui_de_la_page(livraison: Livraison) -> None:
    for html, xlsx in zip(livraison.fichiers("html"), livraison.fichiers("xlsx"), strict=True):
        livre = openpyxl.load_workbook(xlsx)
        vus = 0
        for nom, table in tables_html(corps(html)).items():
            for ecrites, lues in zip(table, rangees_excel(livre[nom]), strict=True):
                assert lues == ecrites, f"{xlsx.name}, {nom}"
                vus += len(lues)
        assert vus > 50


def test_chaque_chiffre_cle_d_excel_est_celui_de_la_page(livraison: Livraison) -> None:
    for html, xlsx in zip(livraison.fichiers("html"), livraison.fichiers("xlsx"), strict=True):
        affiches = [b.get_text() for b in corps(html).select(".chiffres-cles .valeur")]
        livre = openpyxl.load_workbook(xlsx)
        # Une liste de quartiers ne s'additionne pas : elle n'a pas de chiffres clés.
        assert ("Chiffres clés 1" in livre.sheetnames) == bool(affiches)
        assert len(affiches) >= 4 or "diagnostic_territorial-204899009" in xlsx.name
        for rang, texte in enumerate(affiches, start=4):
            assert lu_excel(livre["Chiffres clés 1"].cell(rang, 2)) == valeur(texte)


def tables_html(arbre: BeautifulSoup) -> dict[str, list[list[float | str]]]:
    """« Tableau 3 » ou « Figure 1 » → nombres et signes de chaque ligne, n et N compris."""
    tables = {}
    for table in arbre.main.find_all("table"):
        figure = table.find_parent("div", class_="figure")
        titre = figure.figcaption.get_text() if figure else table.caption.get_text()
        tables[titre.split(" – ")[0]] = [
            [v for td in tr.find_all("td") if "texte" not in td.get("class", []) for v in lus(td)]
            for tr in table.tbody.find_all("tr")
        ]
    return tables


def lus(td: Tag) -> list[float | str]:
    """Valeur d'une cellule, puis son n et son N."""
    detail = td.small.get_text().strip("()") if td.small else ""
    principal = td.get_text().replace(f"({detail})", "") if detail else td.get_text()
    suite = [valeur(m) for m in detail.split("/")] if "/" in detail else []
    return [
        principal.strip() if principal.strip() in SIGNES.values() else valeur(principal),
        *suite,
    ]


def valeur(texte: str) -> float:
    nu = re.sub(r"[^\d,\-]", "", texte.replace(MOINS, "-"))
    return float(nu.replace(",", "."))


def rangees_excel(feuille) -> list[list[float | str]]:
    """Lignes d'une feuille, sous l'en-tête et au-dessus des notes ; un pourcentage en points."""
    rangees = []
    for ligne in feuille.iter_rows(min_row=4):
        if ligne[0].value is None:
            break
        textes = {c.column for c in feuille[3] if c.value in {"Verdict", "Explication"}}
        rangees.append(
            [
                lu_excel(c)
                for c in ligne[1:]
                if c.value is not None and (c.column not in textes) and not est_texte(c)
            ]
        )
    return rangees


def est_texte(cellule) -> bool:
    return isinstance(cellule.value, str) and cellule.value not in SIGNES.values()


def lu_excel(cellule) -> float | str:
    if isinstance(cellule.value, str):
        return cellule.value
    return round(cellule.value * (100 if cellule.number_format.endswith("%") else 1), 6)


def test_memes_octets_la_seconde_fois(livraison: Livraison, tmp_path: Path) -> None:
    seconds = rendre_tout(tmp_path).livres
    for premier, second in zip(livraison.livrables, seconds, strict=True):
        for fichier in premier.iterdir():
            assert _octets(fichier) == _octets(second / fichier.name), fichier.name


def _octets(fichier: Path) -> bytes:
    """Ceux du fichier ; d'un reçu, sans la durée de l'attaque, seule à varier."""
    if fichier.name != "recu.json":
        return fichier.read_bytes()
    recu = json.loads(fichier.read_text(encoding="utf-8"))
    (recu.get("secret_verifie") or {}).pop("duree", None)
    return json.dumps(recu).encode()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("carnet", "parametres"),
    [
        ("panorama_iae", {"dossier": "occitanie-iae-2019", "territoire": "76", "annee": 2019}),
        ("bilan_insertion", {"dossier": "ales-npnru", "territoire": "npnru-ales", "annee": 2019}),
    ],
)
def test_le_moteur_ordinaire_donne_les_memes_sorties(carnet: str, parametres: dict) -> None:
    chemin = CARNETS / f"{carnet}.ipynb"
    ordinaire = papermill.execute_notebook(
        str(chemin), None, parameters=parametres, kernel_name="python3", progress_bar=False,
        cwd=str(CARNETS),
    )  # fmt: skip
    notre, _ = executer(chemin, parametres)
    assert [c.get("outputs") for c in notre.cells] == [c.get("outputs") for c in ordinaire.cells]


@pytest.mark.parametrize("territoire", ["30", "48"])
def test_un_departement_se_rend_aussi(territoire: str) -> None:
    carnet, _ = executer(
        CARNETS / "panorama_iae.ipynb",
        {"dossier": "occitanie-iae-2019", "territoire": territoire, "annee": 2019},
    )
    libelles = {"30": "Gard", "48": "Lozère"}
    premiere = next(o for c in carnet.cells for o in c.get("outputs", []))
    assert libelles[territoire] in premiere["data"]["text/html"]
