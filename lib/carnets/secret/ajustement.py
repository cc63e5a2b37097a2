"""Adapter une règle à un dossier : durcir est libre, assouplir demande un accord nommé."""

from datetime import date

from pydantic import ValidationError

from carnets.erreurs import RefusSecret
from carnets.secret import regles
from carnets.secret.regles import Ajustement, Regle, Version

_NOMBRES = ("seuil", "marge", "dominance", "zeros", "groupe")


def regle_ajustee(
    nom: str | None, ajustement: Ajustement | None, *, source: str, au: date | None = None
) -> Regle:
    """La règle `nom` en vigueur à la date `au`, ajustée par le dossier. Erreur : RefusSecret."""
    en_vigueur = regles.regle(nom, source=source, au=au)
    return en_vigueur if ajustement is None else ajuster(en_vigueur, ajustement, source=source)


def ajuster(regle: Regle, ajustement: Ajustement, *, source: str) -> Regle:
    """La règle ajustée, revalidée. Erreur : RefusSecret si elle s'assouplit sans accord."""
    changes = {
        nom: valeur
        for nom in _NOMBRES
        if (valeur := getattr(ajustement, nom)) is not None
        and valeur != getattr(regle.version, nom)
    }
    souples = [nom for nom, valeur in changes.items() if _plus_souple(nom, valeur, regle)]
    if souples and ajustement.accord is None:
        raise RefusSecret(
            f"Source « {source} » : l'ajustement de {', '.join(souples)} assouplit la règle "
            f"« {regle.nom} ». Il y faut un accord : signataire, référence et date."
        )
    try:
        version = Version.model_validate({**regle.version.model_dump(), **changes})
    except ValidationError as erreur:
        # La marge et le seuil, jugés ensemble : le seul défaut qu'un ajustement puisse faire.
        cause = erreur.errors()[0]["ctx"]["error"]
        raise RefusSecret(f"Source « {source} » : règle ajustée incohérente ({cause}).") from erreur
    return regle.model_copy(
        update={"version": version, "accord": ajustement.accord if souples else None}
    )


def _plus_souple(nom: str, valeur: float | str, regle: Regle) -> bool:
    avant = getattr(regle.version, nom)
    if nom in ("zeros", "groupe"):
        return avant in ("masques", "masquer")
    if avant is None:
        raise RefusSecret(f"La règle « {regle.nom} » n'a pas de « {nom} » à ajuster.")
    return bool(valeur > avant) if nom == "dominance" else bool(valeur < avant)
