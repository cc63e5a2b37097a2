"""Le cadre commun des livrables : cartouche, sources, couverture, qualité, paramètres."""

from collections.abc import Mapping, Sequence

import pandas as pd

from carnets.erreurs import RefusSecret
from carnets.lecture.rapport import abreger
from carnets.lecture.source import DEJA_PUBLIE
from carnets.modeles import modele
from carnets.presentation.etude import Etude, parametres_lus
from carnets.presentation.objets import Objet, cartouche, note
from carnets.presentation.tableaux import tableau_texte
from carnets.presentation.textes import typographie
from carnets.secret import seance

JOURNAL = {
    "fichier": "Fichier",
    "colonne": "Colonne",
    "regle": "Règle",
    "action": "Suite donnée",
    "nombre": "Cas",
    "valeur": "Par exemple",
}
HAUT = 0.9
RIEN_A_SIGNALER = "Aucune réparation, aucun refus : chaque ligne a été lue telle que publiée."


def cartouche_de(etude: Etude, titre: str, *, surtitre: str, champ: str) -> Objet:
    """Cartouche d'un livrable : titre, territoire, année, champ, géographie, sources."""
    producteurs = dict.fromkeys(s.carte.producteur for s in etude.dossier.sources.values())
    dates = sorted({s.carte.date for s in etude.dossier.sources.values()})
    return cartouche(
        titre,
        surtitre=surtitre,
        sous_titre=f"{etude.territoire.libelle}, {etude.annee}",
        reperes={
            "Champ": typographie(champ),
            "Période": str(etude.annee),
            "Géographie prioritaire": f"quartiers de {etude.dossier.geographie}",
            "Sources": typographie(" ; ".join(producteurs)),
            "Dernière source datée du": f"{dates[-1]:%d/%m/%Y}",
            "Dossier": etude.dossier.nom,
        },
        fictif=etude.dossier.fictif,
    )


def tableau_sources(etude: Etude) -> Objet:
    """Chaque table lue : document, producteur, date, lignes, règle de secret."""
    lignes = [
        (
            source.fichier,
            source.carte.document,
            source.carte.producteur,
            f"{source.carte.date:%d/%m/%Y}",
            source.carte.lignes,
        )
        for source in etude.dossier.sources.values()
    ]
    return tableau_texte(
        "Sources du livrable", ("Fichier", "Document", "Producteur", "Date", "Lignes"), lignes
    )


def constat_secret() -> Objet:
    """La ligne du livrable qui dit ce que le secret statistique y a fait, et l'accord s'il y en a.

    Lève `RefusSecret` si rien n'a encore été publié : la ligne dirait faux.
    """
    constat = seance.constat()
    if constat is None:
        raise RefusSecret(
            "c.constat_secret() se place après etude.publier_ensemble(…) : aucune table protégée "
            "n'a encore été publiée par ce carnet."
        )
    return note("Secret statistique", constat.ligne, nature="limite")


def tableau_liste(
    etude: Etude,
    sources: Sequence[str],
    titre: str,
    table: pd.DataFrame,
    colonnes: Mapping[str, str],
    *,
    vide: str,
) -> Objet:
    """Une liste nominative d'établissements ou de territoires, tirée de sources déjà publiées.

    `colonnes` : colonne → en-tête. `vide` : ce que dit la ligne unique d'une liste sans rien.
    Lève `RefusSecret` si une source ne l'est pas : une liste de personnes ne se montre jamais.
    """
    protegees = [nom for nom in sources if etude.dossier.source(nom).secret != DEJA_PUBLIE]
    if protegees:
        raise RefusSecret(
            f"Liste « {titre} » : la source {', '.join(protegees)} n'est pas déjà publiée, ses "
            "lignes ne se montrent pas une à une. Publiez un compte avec etude.publier_ensemble."
        )
    lignes = [[_mot(v) for v in rangee] for rangee in table[list(colonnes)].values.tolist()]
    return tableau_texte(
        titre,
        list(colonnes.values()),
        lignes or [[vide, *[""] * (len(colonnes) - 1)]],
        source=etude.citer(*sources),
    )


def tableau_couverture(etude: Etude) -> Objet:
    """Part des lignes renseignées, par table et par colonne qui en manque.

    Des microdonnées n'y sont qu'en pourcentages entiers : un manque rare désignerait quelqu'un.
    """
    mot = _part_renseignee if etude.dossier.confidentiel else _couverture
    lignes = []
    for nom, source in etude.dossier.sources.items():
        nombre, renseignees = etude.dossier.couverture(nom)
        mots = {c.nom: _minuscule(c.description) for c in modele(source.modele).colonnes}
        nommees = {mots.get(colonne, colonne): n for colonne, n in renseignees.items()}
        lignes.append(mot(source.fichier, nombre, nommees))
    return tableau_texte(
        "Couverture des tables",
        ("Fichier", "Lignes lues", "Ce qui n'est pas toujours renseigné"),
        lignes,
        notes=["Une case vide reste vide : elle n'est ni un zéro ni une estimation."],
    )


def tableau_qualite(etude: Etude) -> Objet:
    """Journal de qualité : réparations, refus et corrections, par colonne et par règle.

    De microdonnées, ni le nombre ni la valeur, ni le motif d'une correction, que rien n'empêche de
    nommer quelqu'un : tout reste dans le rapport de contrôle.
    """
    journal = abreger(etude.dossier.journal)
    colonnes, entetes = list(JOURNAL), list(JOURNAL.values())
    if etude.dossier.confidentiel:
        colonnes = [c for c in colonnes if c not in {"nombre", "valeur"}]
        entetes = [JOURNAL[c] for c in colonnes]
        regles = journal["regle"].str.replace(r"^correction : .*", "correction", regex=True)
        journal = journal.assign(regle=regles).drop_duplicates(colonnes)
    lignes = [[_mot(v) for v in rangee] for rangee in journal[colonnes].values.tolist()]
    if not lignes:
        lignes = [["Toutes les tables", *[""] * (len(entetes) - 2), RIEN_A_SIGNALER]]
    return tableau_texte("Journal de qualité", entetes, lignes)


def tableau_parametres(etude: Etude, **autres: object) -> Objet:
    """Paramètres de l'exécution et conventions du dossier."""
    textes: Mapping[str, str] = {**parametres_lus(etude, **autres), **_conventions(etude)}
    return tableau_texte("Paramètres", ("Paramètre", "Valeur"), list(textes.items()))


def _conventions(etude: Etude) -> dict[str, str]:
    return {f"convention {nom}": str(v) for nom, v in etude.dossier.conventions.items()}


def _couverture(nom: str, lignes: int, renseignees: Mapping[str, int]) -> tuple[str, str, str]:
    manques = [f"{colonne} ({n} sur {lignes})" for colonne, n in renseignees.items() if n < lignes]
    return nom, str(lignes), " ; ".join(manques) or "rien"


def _part_renseignee(nom: str, lignes: int, renseignees: Mapping[str, int]) -> tuple[str, ...]:
    manques = [
        f"{colonne} (renseignée à {_borne(n / lignes)})"
        for colonne, n in renseignees.items()
        if n < lignes
    ]
    return nom, "protégé", " ; ".join(manques) or "rien"


def _minuscule(texte: str) -> str:
    """Une description au milieu d'une phrase ; un sigle (QPV, SIRET) garde ses capitales."""
    return texte if texte[1:2].isupper() else texte[:1].lower() + texte[1:]


def _borne(part: float) -> str:
    """Une part à la dizaine de points près, sans jamais dire tout ou rien d'un petit nombre."""
    if part > HAUT:
        return "plus de 90 %"
    return "moins de 10 %" if part < 1 - HAUT else f"{10 * round(10 * part)} % environ"


def _mot(valeur: str | float | None) -> str:
    return "" if pd.isna(valeur) else str(valeur)
