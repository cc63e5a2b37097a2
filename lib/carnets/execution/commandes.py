"""Ce que font les commandes, une fois leurs arguments lus."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from carnets.dossier import charger_dossier, dossiers_connus, lire_fiche, trouver_dossier
from carnets.erreurs import UsageIncorrect, suggestion
from carnets.execution.livrables import FORMATS, Format
from carnets.execution.lot import Resume, Suivi, executer_lot, repondeurs_de, tenir_les_dossiers
from carnets.execution.ouvriers import OuvriersDask, OuvriersLocaux, ouvriers_utiles
from carnets.execution.parametrage import lire_affectations, trouver_carnet
from carnets.execution.plan import Commande, Decision, planifier, territoires_demandes


def rendre_un(
    carnet: str,
    dossier: str,
    affectations: Sequence[str],
    formats: Sequence[str],
    sortie: Path,
    *,
    strict: bool | None = None,
) -> Path:
    """Rend un livrable et met la liste à jour ; erreurs de `rendre`."""
    # Importé ici : qui lance un lot sans rien à refaire n'attend ni papermill ni matplotlib.
    from carnets.execution.rendre import rendre

    retenus = _formats(formats)
    parametres = lire_affectations([f"dossier={_nom_stable(dossier)}", *affectations])
    return rendre(carnet, parametres=parametres, sortie=sortie, formats=retenus, strict=strict)


def rendre_tout(sortie: Path, suivi: Suivi | None = None) -> Resume:
    """Rend chaque livrable déclaré par les dossiers de `data/` ; erreurs de `executer_lot`."""
    commandes = [
        Commande(
            trouver_carnet(livrable.carnet),
            {"dossier": nom, "territoire": livrable.territoire, "annee": livrable.annee},
        )
        for nom in dossiers_connus()
        for livrable in lire_fiche(trouver_dossier(nom)).livrables
    ]
    ouvriers = OuvriersLocaux(ouvriers_utiles(len(commandes)))
    return executer_lot(commandes, ouvriers, sortie=sortie, suivi=suivi)


def commandes_du_lot(
    carnet: str, dossier: str, territoires: str, affectations: Sequence[str]
) -> list[Commande]:
    """Un livrable par territoire demandé (voir `territoires_demandes`)."""
    chemin, charge = trouver_carnet(carnet), charger_dossier(dossier)
    autres = {"annee": str(charge.annee), **lire_affectations(affectations)}
    for reserve in ("dossier", "territoire"):
        if reserve in autres:
            raise UsageIncorrect(
                f"-p {reserve}=… : un lot le reçoit par --{reserve}{'s' * (reserve[0] == 't')}."
            )
    codes = territoires_demandes(territoires, charge, chemin)
    if not codes:
        raise UsageIncorrect(
            f"Le dossier {charge.nom} ne déclare aucun livrable : dites lesquels faire avec "
            "--territoires (des codes, un fichier, ou « tous »)."
        )
    nom = _nom_stable(dossier)
    return [Commande(chemin, {"dossier": nom, "territoire": c, **autres}, charge) for c in codes]


def _nom_stable(dossier: str) -> str:
    """Un chemin relatif devient absolu : le carnet s'exécute dans son répertoire, pas ici."""
    return dossier if dossier in dossiers_connus() else str(trouver_dossier(dossier))


def prevoir(
    commandes: Sequence[Commande],
    formats: Sequence[str],
    sortie: Path,
    *,
    tout_refaire: bool,
    strict: bool | None = None,
) -> list[Decision]:
    """Le plan d'un lot, sans rien faire ni rien écrire."""
    return planifier(
        commandes,
        repondeurs_de(tenir_les_dossiers(commandes)),
        sortie=sortie,
        formats=_formats(formats),
        tout_refaire=tout_refaire,
        strict=strict,
    )


def lancer(
    commandes: Sequence[Commande],
    formats: Sequence[str],
    sortie: Path,
    *,
    travailleurs: int | None,
    cluster: str,
    tout_refaire: bool,
    strict: bool | None = None,
    suivi: Suivi,
) -> Resume:
    """Le lot, sur cette machine ou sur un ordonnanceur ; erreurs de `executer_lot`.

    `travailleurs` : par défaut, ce que la machine et le lot permettent (`ouvriers_utiles`).
    """
    options: dict[str, Any] = {
        "sortie": sortie,
        "formats": _formats(formats),
        "tout_refaire": tout_refaire,
        "strict": strict,
        "suivi": suivi,
    }
    if not cluster:
        nombre = ouvriers_utiles(len(commandes)) if travailleurs is None else travailleurs
        return executer_lot(commandes, OuvriersLocaux(nombre), **options)
    lointains = OuvriersDask(cluster)
    try:
        return executer_lot(commandes, lointains, **options)
    finally:
        lointains.fermer()


def _formats(formats: Sequence[str]) -> tuple[Format, ...]:
    for nom in formats:
        if nom not in FORMATS:
            raise UsageIncorrect(f"Format inconnu : « {nom} » ; {suggestion(nom, list(FORMATS))}")
    return cast("tuple[Format, ...]", tuple(formats)) or FORMATS
