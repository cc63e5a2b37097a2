"""Le reçu d'un livrable : de quoi dire, des années après, d'où vient chaque chiffre."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from carnets.execution.livraison import empreinte
from carnets.execution.programme import VERSION, empreinte_du_code

if TYPE_CHECKING:  # nbconvert met une seconde à venir, et un plan ne fait que lire des reçus
    from carnets.presentation.etude import Etude
    from carnets.rendu.contenu import Contenu

CITES = {
    *("carnet", "dossier", "territoire", "libelle_territoire", "annee", "titre", "fictif"),
    "sorties",
}
"""Ce que la liste des livrables montre d'un reçu, de toute version."""

COMPARES = CITES | {"empreinte_code", "empreinte_carnet", "strict", "parametres", "lus"}
"""Ce que compare un plan, dans un reçu de cette version."""


def etablir(
    *,
    carnet: Path,
    etude: "Etude",
    parametres: Mapping[str, Any],
    contenu: "Contenu",
    fichiers: Mapping[str, bytes],
    donnees: Mapping[str, str],
    lus: Sequence[Sequence[str]],
    strict: bool = False,
    secret: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Reçu d'un livrable. Aucune heure n'y figure : deux exécutions égales ont le même reçu.

    Seule exception, la durée de l'attaque d'un livrable protégé, dans `secret_verifie`.

    `donnees` : empreinte de chaque fichier du dossier. `lus` : chaque question posée par le
    carnet, suivie de l'empreinte de sa réponse. `strict` : tout contenu libre a été refusé.
    `secret` : le constat d'un livrable protégé.
    """
    dossier = etude.dossier
    constat = {} if secret is None else {"secret_verifie": secret["constat"]}
    return {
        **constat,
        "strict": strict,
        "version": VERSION,
        "titre": contenu.titre,
        "sous_titre": contenu.cartouche.get("sous_titre", ""),
        "carnet": carnet.stem,
        "dossier": dossier.nom,
        "territoire": etude.territoire.code,
        "libelle_territoire": etude.territoire.libelle,
        "annee": etude.annee,
        "fictif": dossier.fictif,
        "parametres": dict(parametres),
        "conventions": dossier.conventions,
        "donnees": dict(donnees),
        "date_des_donnees": max(s.carte.date for s in dossier.sources.values()).isoformat(),
        "chiffres_cles": _chiffres_cles(contenu),
        "lus": [list(reponse) for reponse in lus],
        "empreinte_carnet": empreinte(carnet.read_bytes()),
        "empreinte_code": empreinte_du_code(),
        "lignes_refusees": _lignes_refusees(etude),
        "secret": {nom: source.secret for nom, source in sorted(dossier.sources.items())},
        "sorties": {nom: empreinte(octets) for nom, octets in sorted(fichiers.items())},
    }


def lire(octets: bytes) -> dict[str, Any]:
    """Le reçu que portent ces octets ; ValueError s'il a été abîmé ou qu'il lui manque une clé."""
    recu = from_json(octets)
    attendues = COMPARES if isinstance(recu, dict) and recu.get("version") == VERSION else CITES
    if not isinstance(recu, dict) or not attendues <= recu.keys():
        raise ValueError("un reçu est un objet qui a toutes ses clés")
    return recu


def _chiffres_cles(contenu: "Contenu") -> list[dict[str, str]]:
    """Les trois premiers chiffres clés, tels qu'affichés : la liste des livrables les montre."""
    chiffres = [
        chiffre
        for bloc in contenu.charges
        if bloc.charge["genre"] == "chiffres_cles"
        for chiffre in bloc.charge["chiffres"]
    ]
    return [{"libelle": c["libelle"], "texte": c["texte"]} for c in chiffres[:3]]


def _lignes_refusees(etude: "Etude") -> int:
    lectures = etude.dossier.lectures.values()
    return sum(c.refusees for lue in lectures for c in lue.comptes)
