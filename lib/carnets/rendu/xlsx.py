"""Annexe Excel : une feuille par tableau publié, les nombres en nombres, rien d'exécutable."""

from datetime import datetime
from io import BytesIO

from bs4 import BeautifulSoup
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from carnets.inerte import inerte
from carnets.presentation import charte
from carnets.presentation.nombres import LEGENDE_SIGNES
from carnets.presentation.objets import Charge
from carnets.rendu.contenu import AVERTISSEMENT_LIBRE, Bloc, Contenu
from carnets.rendu.exporteur import Exporteur

DATE_FIXE = datetime(1980, 1, 1)
A4 = 9
"""Numéro du format de papier, dans Excel."""

LARGEUR, LARGEUR_TEXTE, HAUTEUR = 16, 48, 15
"""Largeur des colonnes (en caractères) et hauteur d'une ligne (en points)."""

PREMIERE_LIGNE = 2
"""Rang de l'en-tête : le titre au-dessus, puis une ligne vide ou la mention FICTIVES."""

FICTIVES = "Données fictives"


def classeur(contenu: Contenu) -> bytes:
    """Classeur du contenu : `Lisez-moi`, puis une feuille par tableau, figure ou sortie libre."""
    tampon = BytesIO()
    livre = Workbook(tampon, {"in_memory": True})
    livre.set_properties({"title": contenu.titre, "author": "carnets", "created": DATE_FIXE})
    ecriture = Ecriture(livre, fictif=bool(contenu.cartouche.get("fictif")))
    accueil = livre.add_worksheet("Lisez-moi")
    feuilles = [ecriture.feuille(bloc) for bloc in contenu.blocs if _a_une_feuille(bloc)]
    feuilles += [ecriture.feuille_libre(b, i) for i, b in enumerate(_libres(contenu), start=1)]
    ecriture.accueil(accueil, contenu, feuilles)
    livre.close()
    return tampon.getvalue()


def _a_une_feuille(bloc: Bloc) -> bool:
    return bloc.charge.get("genre") in {"tableau", "figure", "chiffres_cles"}


def _libres(contenu: Contenu) -> list[Bloc]:
    return [b for b in contenu.blocs if b.genre == "libre" and "<table" in b.html]


class Ecriture:
    """Le classeur en cours et ses formats ; chaque méthode écrit une feuille, rend (nom, titre)."""

    def __init__(self, livre: Workbook, *, fictif: bool = False) -> None:
        self.livre = livre
        self.fictif = fictif
        self.titre = livre.add_format({"bold": True, "font_size": 13})
        self.entete = livre.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "top",
                "bg_color": charte.VOILE,
                "bottom": 1,
            }
        )
        self.texte = livre.add_format({"text_wrap": True, "valign": "top"})
        self.lien = livre.add_format({"font_color": charte.ACCENT, "underline": 1})
        self._nombres: dict[tuple[str, int], Format] = {}

    def accueil(self, page: Worksheet, contenu: Contenu, feuilles: list[tuple[str, str]]) -> None:
        """Feuille `Lisez-moi` : de quoi il s'agit, où trouver quoi, que veulent dire les signes."""
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 90)
        page.write_string(0, 0, inerte(contenu.titre), self.titre)
        page.write_string(1, 0, inerte(str(contenu.cartouche.get("sous_titre", ""))))
        rang = 3
        if contenu.cartouche.get("fictif"):
            page.write_string(rang, 0, FICTIVES, self.titre)
            page.set_header(f"&L{FICTIVES}")
            rang += 2
        for ligne in contenu.cartouche.get("reperes", []):
            rang = self._paire(page, rang, ligne["libelle"], ligne["texte"])
        rang = self._intertitre(page, rang + 1, "Feuilles")
        for nom, titre in feuilles:
            page.write_url(rang, 0, f"internal:'{nom}'!A1", self.lien, nom)
            page.write_string(rang, 1, inerte(titre), self.texte)
            rang += 1
        rang = self._intertitre(page, rang + 1, "Signes")
        for signe in LEGENDE_SIGNES.values():
            page.write_string(rang, 0, signe)
            rang += 1

    def feuille(self, bloc: Bloc) -> tuple[str, str]:
        """Feuille d'un tableau, des données d'une figure, ou des chiffres clés."""
        charge, genre = bloc.charge, str(bloc.charge["genre"])
        if genre == "chiffres_cles":
            return self._chiffres_cles(charge)
        nom = f"{genre.capitalize()} {bloc.numero}"
        page = self._page(nom, charge["titre"])
        donnees = charge["donnees"] if genre == "figure" else charge
        rang = self._tableau(page, donnees)
        self._pied(page, rang + 2, [*charge["notes"], *_source(charge)])
        return nom, str(charge["titre"])

    def feuille_libre(self, bloc: Bloc, numero: int) -> tuple[str, str]:
        """Tableaux qu'un consultant affiche lui-même, avec l'avertissement qui les accompagne."""
        nom, titre = f"Libre {numero}", f"Contenu libre (cellule {bloc.cellule} du carnet)"
        page = self._page(nom, titre)
        rang = PREMIERE_LIGNE
        for rangee in BeautifulSoup(bloc.html, "html.parser").find_all("tr"):
            for colonne, cellule in enumerate(rangee.find_all(["th", "td"])):
                _ecrire_libre(page, rang, colonne, cellule.get_text().strip())
            rang += 1
        self._pied(page, rang + 1, [AVERTISSEMENT_LIBRE])
        return nom, titre

    def _page(self, nom: str, titre: str) -> Worksheet:
        page = self.livre.add_worksheet(nom)
        page.write_string(0, 0, inerte(titre), self.titre)
        if self.fictif:
            # À l'écran sous le titre, et sur chaque page imprimée.
            page.write_string(1, 0, FICTIVES, self.titre)
            page.set_header(f"&L{FICTIVES}")
        page.freeze_panes(PREMIERE_LIGNE + 1, 1)
        page.set_paper(A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        return page

    def _chiffres_cles(self, charge: Charge) -> tuple[str, str]:
        nom = f"Chiffres clés {sum('clés' in f.name for f in self.livre.worksheets()) + 1}"
        page = self._page(nom, "Chiffres clés")
        for colonne, texte in enumerate(("Indicateur", "Valeur", "Repère")):
            page.write_string(PREMIERE_LIGNE, colonne, texte, self.entete)
        for rang, chiffre in enumerate(charge["chiffres"], start=PREMIERE_LIGNE + 1):
            page.write_string(rang, 0, inerte(chiffre["libelle"]), self.texte)
            self._nombre(page, rang, 1, chiffre)
            page.write_string(rang, 2, inerte(chiffre["comparateur"]), self.texte)
        page.set_column(0, 0, 42)
        page.set_column(1, 1, 16)
        page.set_column(2, 2, 70)
        self._pied(page, PREMIERE_LIGNE + len(charge["chiffres"]) + 2, list(_source(charge)))
        return nom, "Chiffres clés"

    def _tableau(self, page: Worksheet, charge: Charge) -> int:
        """Écrit en-têtes et lignes ; un pourcentage de n et N connus prend trois colonnes."""
        larges = [_avec_effectifs(charge, i) for i in range(len(charge["colonnes"]))]
        self._entetes(page, charge, larges)
        rang = PREMIERE_LIGNE
        for ligne in charge["lignes"]:
            rang += 1
            page.write_string(rang, 0, inerte(ligne["entete"]), self.texte)
            colonne = 1
            for large, cellule in zip(larges, ligne["cellules"], strict=True):
                colonne = self._cellule(page, rang, colonne, cellule, large=large)
        return rang

    def _entetes(self, page: Worksheet, charge: Charge, larges: list[bool]) -> None:
        page.set_column(0, 0, 34)
        page.write_string(PREMIERE_LIGNE, 0, inerte(charge["entete"]), self.entete)
        mots = max((len(c["libelle"]) for c in charge["colonnes"]), default=0)
        # Un tableur ne redresse pas toujours la hauteur d'un en-tête replié.
        page.set_row(PREMIERE_LIGNE, HAUTEUR * (1 + mots // (LARGEUR - 3)))
        colonne = 1
        for large, definition in zip(larges, charge["colonnes"], strict=True):
            titres = [definition["libelle"], *(("n", "N") if large else ())]
            for titre in titres:
                largeur = LARGEUR_TEXTE if definition["genre"] == "texte" else LARGEUR
                page.set_column(colonne, colonne, largeur)
                page.write_string(PREMIERE_LIGNE, colonne, inerte(titre), self.entete)
                colonne += 1

    def _cellule(
        self, page: Worksheet, rang: int, colonne: int, cellule: Charge, *, large: bool
    ) -> int:
        if cellule["genre"] == "texte":
            page.write_string(rang, colonne, inerte(cellule["texte"]), self.texte)
        else:
            self._nombre(page, rang, colonne, cellule)
        if not large:
            return colonne + 1
        for decalage, cle in enumerate(("numerateur", "denominateur"), start=1):
            if cellule[cle] is not None:
                page.write_number(rang, colonne + decalage, cellule[cle], self._format("", 0))
        return colonne + 3

    def _nombre(self, page: Worksheet, rang: int, colonne: int, cellule: Charge) -> None:
        """Nombre avec son format ; le signe d'un état sans valeur reste un texte."""
        valeur, unite = cellule["valeur"], str(cellule["unite"])
        if valeur is None:
            page.write_string(rang, colonne, inerte(cellule["texte"]))
            return
        ecrite = valeur / 100 if unite == "pourcentage" else valeur
        page.write_number(rang, colonne, ecrite, self._format(unite, cellule["decimales"]))

    def _format(self, unite: str, decimales: int) -> Format:
        cle = (unite, decimales)
        if cle not in self._nombres:
            fraction = "." + "0" * decimales if decimales else ""
            suffixe = '" "%' if unite == "pourcentage" else ""
            self._nombres[cle] = self.livre.add_format(
                {"num_format": f"#,##0{fraction}{suffixe}", "valign": "top"}
            )
        return self._nombres[cle]

    def _paire(self, page: Worksheet, rang: int, libelle: str, texte: str) -> int:
        page.write_string(rang, 0, inerte(libelle), self.texte)
        page.write_string(rang, 1, inerte(texte), self.texte)
        return rang + 1

    def _intertitre(self, page: Worksheet, rang: int, texte: str) -> int:
        page.write_string(rang, 0, texte, self.titre)
        return rang + 1

    def _pied(self, page: Worksheet, rang: int, textes: list[str]) -> None:
        for decalage, texte in enumerate(textes):
            page.write_string(rang + decalage, 0, inerte(texte))


def _source(charge: Charge) -> list[str]:
    return [f"Source : {charge['source']}"] if charge["source"] else []


def _avec_effectifs(charge: Charge, colonne: int) -> bool:
    return any(ligne["cellules"][colonne]["detail"] for ligne in charge["lignes"])


def _ecrire_libre(page: Worksheet, rang: int, colonne: int, texte: str) -> None:
    """Texte d'une cellule libre ; un nombre écrit à l'anglaise par pandas redevient un nombre."""
    try:
        page.write_number(rang, colonne, float(texte))
    except (ValueError, TypeError):
        page.write_string(rang, colonne, inerte(texte))


class ExportXlsx(Exporteur):
    """`jupyter nbconvert --to carnets-xlsx` : l'annexe chiffrée d'un carnet exécuté."""

    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    export_from_notebook = "Carnets (Excel)"
    suffixe = ".xlsx"

    def ecrire(self, contenu: Contenu) -> bytes:
        return classeur(contenu)
