"""D'une année à l'autre : ce qui a changé, ou pourquoi cela ne se compare pas."""

from carnets.dictionnaire import indicateur
from carnets.presentation.bilan.reperes import mois_en_lettres
from carnets.presentation.bilan.tables import Bilan
from carnets.presentation.nombres import avec_unite
from carnets.presentation.objets import Objet, type_charge
from carnets.presentation.tableaux import ajouter_colonne, cellule_nombre, cellule_texte
from carnets.presentation.textes import phrase

HEURES = "heures_realisees"


def avec_evolution(b: Bilan, tableau: Objet) -> Objet:
    """Le tableau des années, et l'évolution entre les deux dernières, indicateur par indicateur."""
    avant, an = b.annees[-2:]
    cellules = {
        ligne["cle"]: _evolution(b, ligne["cle"], avant, an) for ligne in tableau.charge["lignes"]
    }
    return ajouter_colonne(tableau, f"Évolution {avant}-{an}", cellules)


def _evolution(b: Bilan, nom: str, avant: str, an: str) -> type_charge:
    """Points pour un taux, % de la première valeur pour le reste."""
    lus = [b.lire("annees", nom, periode=p) for p in (avant, an)]
    if any(lu.etat != "ok" for lu in lus):
        return cellule_texte("non comparable : valeur secrète ou absente")
    mois = [b.mois_de(p) for p in (avant, an)]
    if mois[0] != mois[1]:
        return cellule_texte(f"non comparable : {mois[1]} mois contre {mois[0]}")
    ecart = lus[1].valeur - lus[0].valeur
    if indicateur(nom).unite == "pourcentage":
        return _cellule(ecart, "points")
    if lus[0].valeur == 0:
        return cellule_texte("non comparable : zéro au départ")
    return _cellule(100 * ecart / lus[0].valeur, "pourcentage")


def _cellule(valeur: float, unite: str) -> type_charge:
    vide = {"numerateur": float("nan"), "denominateur": float("nan")}
    cellule = cellule_nombre({"valeur": valeur, "etat": "ok", **vide}, unite=unite, decimales=1)
    signe = "+" if valeur > 0 and not cellule["texte"].startswith("+") else ""
    return {**cellule, "texte": f"{signe}{cellule['texte']}"}


def a_memes_mois(b: Bilan) -> list[Objet]:
    """Les heures de l'année partielle, face aux mêmes mois de l'année d'avant.

    Sommes de paliers montrés : elles n'apprennent rien. Rien à dire d'une année pleine, ni quand
    un palier caché ou à cheval sur le dernier mois empêche la comparaison.
    """
    avant, an = b.annees[-2:]
    if b.mois_de(an) == b.mois_de(avant):
        return []
    jusqua = b.perimetre.dernier_mois[5:]
    passees, faites = (_heures_jusqua(b, p, jusqua) for p in (avant, an))
    complet = b.mois_de(avant) == 12
    if not complet or faites is None or not passees:
        return [
            phrase(
                f"Les mêmes mois de {avant} et de {an} ne se comparent pas : un nombre est secret "
                "ou manque."
            )
        ]
    evolution = _cellule(100 * (faites - passees) / passees, "pourcentage")["texte"]
    dernier = mois_en_lettres(b.perimetre.dernier_mois).partition(" ")[0]
    return [
        phrase(
            f"De janvier à {dernier}, {avec_unite(faites, 'heures')} en {an} contre "
            f"{avec_unite(passees, 'heures')} aux mêmes mois de {avant} : {evolution}."
        )
    ]


def _heures_jusqua(b: Bilan, an: str, jusqua: str) -> float | None:
    """Les heures de janvier au mois `jusqua`, si les paliers montrés s'y arrêtent."""
    table = b["mois"].table
    lignes = table[(table["indicateur"] == HEURES) & table["periode"].str.startswith(an)]
    fins = lignes["periode"].str[-2:]
    dedans = lignes[fins <= jusqua]
    if dedans["valeur"].isna().any() or jusqua not in set(fins):
        return None
    return float(dedans["valeur"].sum())
