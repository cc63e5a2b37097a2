"""Les groupes de quartiers que l'usager nomme, par codes, par préfixes ou par un nom."""

from collections.abc import Collection, Mapping

from carnets.erreurs import UsageIncorrect, suggestion

AUTRES = "autres"
"""Le groupe témoin fait de tous les quartiers du panel qui ne sont pas traités."""


def deux_groupes(
    traites: str, temoins: str, *, connus: Collection[str], nommes: Mapping[str, Collection[str]]
) -> tuple[list[str], list[str]]:
    """Les codes du groupe traité et du groupe témoin.

    Chaque texte est une suite séparée par des virgules : un code (`QP030001`), un préfixe suivi
    d'une étoile (`QP013*`, un département), ou le nom d'un groupe de la table des groupes ;
    `autres`, pour les témoins seuls, prend tout le reste du panel. UsageIncorrect, avec le mot
    fautif et le plus proche, si un mot ne désigne aucun quartier du panel.
    """
    premiers = _groupe("traites", traites, connus, nommes)
    if temoins.strip() == AUTRES:
        return premiers, sorted(set(connus) - set(premiers))
    return premiers, _groupe("temoins", temoins, connus, nommes)


def _groupe(
    parametre: str, texte: str, connus: Collection[str], nommes: Mapping[str, Collection[str]]
) -> list[str]:
    mots = [mot.strip() for mot in texte.split(",") if mot.strip()]
    if not mots:
        raise UsageIncorrect(
            f"Étude d'événement : le paramètre « {parametre} » ne nomme aucun quartier ; attendu "
            "des codes (QP030001), des préfixes (QP013*) ou le nom d'un groupe, séparés par des "
            "virgules."
        )
    return sorted({code for mot in mots for code in _codes(parametre, mot, connus, nommes)})


def _codes(
    parametre: str, mot: str, connus: Collection[str], nommes: Mapping[str, Collection[str]]
) -> list[str]:
    """Les quartiers du panel qu'un mot désigne ; un groupe nommé peut en avoir d'autres."""
    if mot in nommes:
        trouves = [code for code in nommes[mot] if code in connus]
    elif mot.endswith("*"):
        trouves = [code for code in connus if code.startswith(mot[:-1])]
    else:
        trouves = [mot] if mot in connus else []
    if not trouves:
        raise UsageIncorrect(
            f"Étude d'événement : « {mot} », dans le paramètre « {parametre} », ne désigne aucun "
            f"des {len(connus)} quartiers du panel ; {_remede(parametre, mot, connus, nommes)}"
        )
    return trouves


def _remede(
    parametre: str, mot: str, connus: Collection[str], nommes: Mapping[str, Collection[str]]
) -> str:
    if mot.endswith("*"):
        return "aucun code n'y commence ainsi (QP013* : ceux du département 13)."
    possibles = [*nommes, *connus, *([AUTRES] if parametre == "temoins" else [])]
    proche = suggestion(mot, possibles)
    # Sans mot proche, `suggestion` les donnerait tous : mille codes n'aident personne.
    return proche if "vouliez" in proche else f"groupes nommés : {_liste(nommes)}."


def _liste(nommes: Mapping[str, Collection[str]]) -> str:
    return ", ".join(sorted(nommes)) or "aucun (ajoutez une source du modèle groupe_quartiers)"
