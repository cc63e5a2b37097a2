"""Prendre les fichiers officiels d'un dossier : le seul module qui touche au réseau.

Un fichier se reçoit dans `<nom>.partiel`, repris là où il s'est arrêté, puis n'est renommé que si
son empreinte est la bonne : sous son nom définitif, il est entier ou il n'est pas.
"""

import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from carnets.erreurs import DonneesRefusees
from carnets.sources import ABSENT, Besoin, FichierOfficiel, empreinte

DELAI_S = 30.0
_BLOC = 1 << 16
_REPRISE = 206


def telecharger(
    demandes: tuple[Besoin, ...], dire: Callable[[str], None], delai: float = DELAI_S
) -> None:
    """Prend chaque fichier absent ; un fichier présent n'est jamais remplacé.

    DonneesRefusees, après avoir tout essayé, si un fichier manque encore ou n'est pas le bon.
    """
    echecs = []
    for demande in demandes:
        if demande.conforme:
            continue
        try:
            _prendre(demande, delai)
            dire(f"Pris : {demande.chemin}")
        except DonneesRefusees as refus:
            echecs.append(str(refus))
    if echecs:
        raise DonneesRefusees("\n".join(echecs))


def _prendre(demande: Besoin, delai: float) -> None:
    nom, fiche = demande.chemin.name, demande.fiche
    if demande.etat != ABSENT:
        raise DonneesRefusees(
            f"{nom} : {demande.etat}. Il n'est pas remplacé : déplacez-le, puis recommencez."
        )
    if not fiche.adresse:
        raise DonneesRefusees(
            f"{nom} : aucune adresse directe n'est connue ; prenez-le sur {fiche.page} et "
            f"posez-le en {demande.chemin}."
        )
    partiel = demande.chemin.with_name(nom + ".partiel")
    try:
        demande.chemin.parent.mkdir(parents=True, exist_ok=True)
        _recevoir(fiche, partiel, delai)
    except urllib.error.HTTPError as erreur:
        erreur.close()
        raise DonneesRefusees(_refus_http(nom, fiche, erreur.code)) from erreur
    except (OSError, http.client.HTTPException) as erreur:
        raise DonneesRefusees(_coupure(nom, fiche, erreur)) from erreur
    _accepter(nom, fiche, partiel, demande.chemin)


def _recevoir(fiche: FichierOfficiel, partiel: Path, delai: float) -> None:
    """Ajoute au fichier partiel ce qui lui manque ; jamais plus que la taille attendue."""
    deja = partiel.stat().st_size if partiel.is_file() else 0
    if deja >= fiche.octets:
        return
    entetes = {"Range": f"bytes={deja}-"} if deja else {}
    requete = urllib.request.Request(fiche.adresse, headers=entetes)
    with urllib.request.urlopen(requete, timeout=delai) as reponse:
        suite = reponse.status == _REPRISE
        recus = deja if suite else 0
        with partiel.open("ab" if suite else "wb") as sortie:
            # read1 : un serveur qui se fige ne fait pas perdre ce qu'il vient de donner.
            while bloc := reponse.read1(_BLOC):
                sortie.write(bloc)
                recus += len(bloc)
                if recus > fiche.octets:
                    break
            sortie.flush()
            os.fsync(sortie.fileno())


def _accepter(nom: str, fiche: FichierOfficiel, partiel: Path, chemin: Path) -> None:
    if partiel.stat().st_size < fiche.octets:
        raise DonneesRefusees(
            f"{nom} : reçu à moitié ({partiel.stat().st_size} octets sur {fiche.octets}) ; "
            "relancez la commande, elle reprendra où elle s'est arrêtée."
        )
    if (lue := empreinte(partiel)) != fiche.empreinte:
        partiel.unlink()
        raise DonneesRefusees(
            f"{nom} : le fichier reçu de {fiche.adresse} n'est pas celui du catalogue (empreinte "
            f"{lue[:12]}…, attendue {fiche.empreinte[:12]}…). Il n'est pas gardé : le producteur "
            f"l'a sans doute changé ; voyez {fiche.page}."
        )
    partiel.replace(chemin)


def _refus_http(nom: str, fiche: FichierOfficiel, code: int) -> str:
    cause = "n'y est plus (404)" if code == 404 else f"est refusé (réponse {code})"
    return f"{nom} : le fichier {cause} à {fiche.adresse} ; cherchez-le sur {fiche.page}."


def _coupure(nom: str, fiche: FichierOfficiel, erreur: Exception) -> str:
    raison = getattr(erreur, "reason", erreur)
    if isinstance(raison, TimeoutError):
        cause = "le serveur n'a pas répondu à temps"
    elif isinstance(erreur, urllib.error.URLError | http.client.HTTPException | ConnectionError):
        cause = "la connexion n'a pas pu se faire ou s'est coupée"
    else:
        cause = f"le fichier ne peut pas être écrit ({raison})"
    return (
        f"{nom} : {cause} ({fiche.adresse}). Vérifiez le réseau et la place libre, puis relancez : "
        "ce qui est déjà reçu est gardé."
    )
