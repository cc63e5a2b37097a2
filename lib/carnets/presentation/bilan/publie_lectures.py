"""Lire un bilan de chiffres publiés : le comparer, répondre à l'article 9, en dire les limites."""

from carnets.presentation.bilan.publie import Publie
from carnets.presentation.bilan.publie_messages import par_personne
from carnets.presentation.bilan.textes import ARTICLE_9, tableau_reponses
from carnets.presentation.nombres import avec_unite
from carnets.presentation.objets import Objet, Phrase
from carnets.presentation.parties import non_disponible
from carnets.presentation.textes import Lecture, lire, phrase

NON_PUBLIE = "non disponible : le document ne le publie pas"


def comparaisons_publiees(p: Publie) -> list[Objet]:
    """Les repères nationaux, et les années que le document donne."""
    dites = [*par_personne(p), *_annees(p)]
    if dites:
        return list(dites)
    return [
        non_disponible(
            "Ni les bénéficiaires, ni une autre année ne sont publiés : rien à comparer."
        )
    ]


def _annees(p: Publie) -> list[Phrase]:
    """Les heures des années précédentes que le document cite, périmètre par périmètre."""
    if not p.a("chiffres_publies"):
        return []
    anciennes = p.chiffres[p.chiffres["grandeur"].str.fullmatch(r"heures_[0-9]{4}")]
    dites = []
    for code, lignes in anciennes.groupby("territoire", sort=False):
        suite = [
            f"{avec_unite(valeur, 'heures')} en {grandeur[-4:]}"
            for grandeur, valeur in zip(lignes["grandeur"], lignes["valeur"], strict=True)
        ]
        derniere_annee = lire(p.autres or p.bilan, "heures_realisees", territoire=str(code))
        libelle = p.etude.dossier.territoire(str(code)).libelle
        dites.append(
            phrase(f"{libelle} : {', '.join(suite)}, {derniere_annee:unite} en {p.etude.annee}.")
        )
    return dites


def article_9_publie(p: Publie) -> list[Objet]:
    """L'article 9, avec ce que le document publie, et rien d'autre."""
    reponses: dict[str, Lecture | str] = dict.fromkeys(ARTICLE_9, NON_PUBLIE)
    reponses["heures"] = p.lire("heures_realisees")
    if p.a("suivi"):
        reponses["heures_mo"] = "voir « Par maître d'ouvrage, par opération »"
    if p.connu("beneficiaires_qpv"):
        reponses["personnes_qpv"] = p.lire("beneficiaires_qpv")
    if p.contrats is not None:
        part = lire(p.contrats, "part_contrats_par_type", modalite="APP")
        reponses["contrats"] = "voir « Les contrats »"
        reponses["alternance"] = f"{part} en apprentissage, GEIQ non compris"
    return [tableau_reponses(reponses, source=p.citer())]


def limites(p: Publie) -> list[str]:
    """Ce que ces chiffres ne disent pas."""
    dites = [
        "Ces chiffres sont ceux du document : ni leur mode de comptage, ni leurs déclarations ne "
        "sont vérifiables ici.",
        "Ni le sexe, ni l'âge, ni le niveau de formation, ni la situation à la sortie ne sont "
        "publiés : ces parties du bilan annuel ne peuvent pas être renseignées.",
    ]
    if p.objectif is not None:
        dites += [
            "Le bilan porte sur un programme achevé, l'objectif sur le suivant : l'un ne mesure "
            "pas "
            "l'avancement de l'autre.",
            "Une répartition d'objectifs qui ne suit pas la formule affichée n'est pas une faute : "
            "la base peut avoir été ajustée par nature de dépense. Le document ne le dit pas.",
        ]
    return dites
