"""Les phrases du diagnostic : la synthèse, les chiffres clés, la situation, les limites."""

import math
import re

from carnets.indicateurs import territoire
from carnets.presentation.diagnostic.comparateurs import passage
from carnets.presentation.diagnostic.composition import DEUX_POINTS, Diagnostic
from carnets.presentation.diagnostic.editions import FICHIERS
from carnets.presentation.diagnostic.mots import ecrire
from carnets.presentation.diagnostic.tables import choisir
from carnets.presentation.objets import Objet, Phrase, note, synthese, type_charge
from carnets.presentation.textes import chiffre_cle, chiffres_cles, phrase, typographie

MESSAGES = {
    "taux_emploi": "Emploi : {} des 15-64 ans ont un emploi",
    "part_demandeurs_un_an_et_plus": (
        "Demandeurs d'emploi : {} des inscrits en catégories A, B et C le sont depuis un an et plus"
    ),
    "part_demandeurs_cap_ou_moins": (
        "Formation : {} des demandeurs d'emploi ont le niveau CAP-BEP ou moins"
    ),
    "revenu_disponible_median": (
        "Revenus : la moitié des habitants vivent avec moins de {} par an et par unité de "
        "consommation"
    ),
    "taux_pauvrete": "Pauvreté : {} des habitants vivent sous le seuil de pauvreté",
}
CLES = (
    "population_municipale",
    "taux_emploi",
    "demandeurs_abc",
    "part_demandeurs_un_an_et_plus",
    "revenu_disponible_median",
    "taux_pauvrete",
)
MEDIAN = "dans le quartier médian de France"


def synthese_du_diagnostic(d: Diagnostic) -> Objet:
    """Les messages du diagnostic, chacun avec son nombre et ce à quoi le comparer."""
    if d.est_quartier:
        messages = [_message(d, nom) for nom in MESSAGES]
        return synthese([_population(d), *messages, _inscrits(d), _passage(d)])
    return synthese([_liste(d), *(_etendue(d, nom) for nom in MESSAGES), _passage(d)])


def _population(d: Diagnostic) -> Phrase:
    ou = _communes(d)
    habitants, part = d.valeur("population_municipale"), d.valeur("part_population_commune")
    if math.isnan(habitants):
        return phrase(f"Population : non publiée pour {d.ici}{ou} dans l'édition {d.edition}.")
    texte = f"Population : {ecrire('population_municipale', habitants)} habitants à {d.ici}{ou}"
    if math.isnan(part):
        return phrase(f"{texte}.")
    mot = ecrire("part_population_commune", part)
    return phrase(f"{texte}, soit {mot} de la population de la commune.")


def _communes(d: Diagnostic) -> str:
    lieu = d.siens.iloc[0]
    nommees = [n for n in (lieu["communes"], lieu["commune"]) if isinstance(n, str) and n]
    return f" ({nommees[0]})" if nommees else ""


def _message(d: Diagnostic, nom: str) -> Phrase:
    valeur, texte = d.valeur(nom), MESSAGES[nom]
    if math.isnan(valeur):
        titre = texte.partition(" : ")[0]
        return phrase(f"{titre} : chiffre non publié pour ce quartier dans l'édition {d.edition}.")
    mediane = ecrire(nom, d.repere(nom))
    return phrase(
        f"{texte.format(ecrire(nom, valeur))}, contre {mediane} {MEDIAN}{_situer(d, nom)}."
    )


def _inscrits(d: Diagnostic) -> Phrase:
    """L'effectif sans comparateur, qui ne dirait que la taille du quartier ; puis son évolution."""
    inscrits, evolution = d.valeur("demandeurs_abc"), d.valeur("evolution_demandeurs_abc")
    if math.isnan(inscrits):
        return phrase(f"Inscrits : effectif non publié dans l'édition {d.edition}.")
    texte = f"Inscrits : {ecrire('demandeurs_abc', inscrits)} en catégories A, B et C"
    return phrase(f"{texte}{_en_un_an(d, evolution)}.")


def _en_un_an(d: Diagnostic, evolution: float) -> str:
    if math.isnan(evolution):
        return " ; évolution annuelle non publiée"
    nom = "evolution_demandeurs_abc"
    return f", {_signer(nom, evolution)} en un an contre {_signer(nom, d.repere(nom))} {MEDIAN}"


def _signer(nom: str, valeur: float) -> str:
    return f"+{ecrire(nom, valeur)}" if valeur > 0 else ecrire(nom, valeur)


def _situer(d: Diagnostic, nom: str) -> str:
    rang, nombre = d.rang(nom, "departement")
    if math.isnan(rang):
        return ""
    ordinal = "le" if rang == 1 else f"{int(rang)}e"
    return f" ; {ordinal} plus haut des {int(nombre)} quartiers du département"


def _liste(d: Diagnostic) -> Phrase:
    communes = d.siens["commune"].nunique()
    accord = "quartier prioritaire" if len(d.siens) == 1 else "quartiers prioritaires"
    lieu = "une commune" if communes == 1 else f"{communes} communes"
    return phrase(
        f"{d.ici} compte {len(d.siens)} {accord} de {d.etude.dossier.geographie}, dans {lieu}."
    )


def _etendue(d: Diagnostic, nom: str) -> Phrase:
    siennes = d.mesures[d.mesures["territoire"].isin(d.quartiers)]
    libelle, seuil = MESSAGES[nom].partition(" : ")[0], d.repere(nom)
    bas, haut = territoire.etendue(siennes, nom)
    if math.isnan(bas):
        return phrase(f"{libelle} : aucun chiffre publié pour ces quartiers.")
    dessus, connus = territoire.nombre_au_dessus(siennes, nom, seuil=seuil)
    if connus == 1:
        texte = MESSAGES[nom].format(ecrire(nom, bas))
        return phrase(f"{texte}, contre {ecrire(nom, seuil)} {MEDIAN}.")
    return phrase(
        f"{libelle} : de {ecrire(nom, bas)} à {ecrire(nom, haut)} selon le quartier ; "
        f"{dessus} sur {connus} au-dessus du quartier médian de France ({ecrire(nom, seuil)})."
    )


def _passage(d: Diagnostic) -> Phrase:
    contour = "du contour" if d.est_quartier else "des contours"
    tete = f"Ces chiffres sont ceux {contour} de 2015"
    if not d.a("passage") or not d.quartiers:
        return phrase(f"{tete} ; le passage à la géographie de 2024 n'est pas fourni.")
    natures = passage(d).drop_duplicates("code_2015")["nature"].value_counts()
    if d.est_quartier:
        mot = territoire.NATURES[str(natures.index[0])]
        return phrase(f"{tete} ; en 2024, ce quartier est {mot}. Aucune série ne le franchit.")
    mots = ", ".join(_compter(int(n), str(nature)) for nature, n in natures.items())
    return phrase(f"{tete}. Leur passage à 2024 : {mots}. Aucune série ne le franchit.")


def _compter(nombre: int, nature: str) -> str:
    """« 11 modifiés », « 1 scindé », « 36 non couverts par la table de passage »."""
    mot = territoire.NATURES[nature]
    if nombre > 1:
        mot = re.sub(r"^(non couvert|\w+)", r"\1s", mot)
    return f"{nombre} {mot}"


def chiffres_du_quartier(d: Diagnostic) -> Objet:
    """Six chiffres, chacun avec ce à quoi le comparer."""
    source = d.etude.citer(*(d.source(f) for f in FICHIERS))
    return chiffres_cles([_cle(d, nom) for nom in CLES], source=source)


def _cle(d: Diagnostic, nom: str) -> type_charge:
    publiee = choisir(d.publiees, indicateurs=[nom], territoires=[d.code], modalites=[""])
    return chiffre_cle(publiee, nom, _comparer(d, nom))


def _comparer(d: Diagnostic, nom: str) -> str:
    """Le comparateur d'un chiffre clé ; un effectif ne se compare pas à un autre quartier."""
    if nom == "population_municipale":
        part = d.valeur("part_population_commune")
        return f"soit {ecrire('part_population_commune', part)} de la population de la commune"
    if nom == "demandeurs_abc":
        return _en_un_an(d, d.valeur("evolution_demandeurs_abc")).lstrip(" ,;")
    return f"contre {ecrire(nom, d.repere(nom))} {MEDIAN}"


def situation(d: Diagnostic) -> Objet:
    """Où est le territoire : communes, EPCI, département, région."""
    lieux = {
        "Commune": d.siens["communes"].fillna(d.siens["commune"]),
        "EPCI": d.siens["libelle_epci"],
        "Département": d.siens["code_departement"].map(d.etude.dossier.libelles),
        "Région": d.siens["code_region"].map(d.etude.dossier.libelles),
    }
    textes = [
        f"{titre}{DEUX_POINTS}{', '.join(map(str, uniques))}."
        for titre, serie in lieux.items()
        if 0 < len(uniques := list(serie.dropna().unique())) <= 12
    ]
    return note(f"Où est {d.ici}", *map(typographie, textes))


def limites(d: Diagnostic) -> Objet:
    """Ce que ces tables ne disent pas."""
    return note(
        "Ce que ces chiffres ne disent pas",
        "Ils ne se somment ni ne se moyennent d'un quartier à l'autre : l'Insee les publie comme "
        "non sommables et à interpréter avec prudence. La médiane d'une liste de quartiers situe "
        "un quartier ; ce n'est pas celle de leurs habitants réunis.",
        "Les demandeurs d'emploi sont des inscrits : aucune de ces parts n'est un taux de chômage, "
        "et celui d'une zone d'emploi ne vaut pas pour un quartier.",
        "Une case vide est secrète ou non disponible, jamais un zéro. L'Insee ajoute désormais un "
        "bruit de confidentialité à certains chiffres de quartiers : les totaux peuvent ne pas "
        "tomber juste et ne sont pas à corriger.",
        "Les allocataires de la Caf sont des foyers, non des ménages ; les adresses de "
        "domiciliation en sont exclues.",
        "Absents de ces fichiers : le diplôme des habitants, le logement social et la "
        "suroccupation, l'écart au reste de la commune, la part des quartiers parmi les demandeurs "
        "d'emploi de la commune. L'offre d'insertion se détaille dans le carnet panorama_iae.",
        f"Édition et année de référence sont deux choses : l'édition {d.edition} rassemble des "
        "années différentes, écrites sous chaque tableau quand elles sont établies ; sous les "
        "autres, le fichier n'écrit pas l'année de référence de ses chiffres.",
        nature="limite",
    )
