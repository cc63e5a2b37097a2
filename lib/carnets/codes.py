"""Codes officiels : QPV, communes, départements, régions, EPCI, SIREN, SIRET.

Un code est toujours un texte. La correspondance est entière et limitée à l'ASCII : un chiffre
arabe ou un saut de ligne final ne passent pas. Un zéro initial perdu n'est rendu que lorsqu'il
est prouvable ; la règle appliquée est rapportée à l'appelant.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_DEP_METROPOLE = r"(?:0[1-9]|[13-8][0-9]|2[1-9AB]|9[0-5])"
_DEP = rf"(?:{_DEP_METROPOLE}|97[1-8]|98[46-9])"
_DEP_3 = rf"(?:0{_DEP_METROPOLE}|97[1-8]|98[46-9])"
_SIREN_LA_POSTE = "356000000"


def luhn(chiffres: str) -> bool:
    """Clé de Luhn : un chiffre sur deux doublé depuis la droite, somme multiple de dix."""
    total = 0
    for rang, chiffre in enumerate(reversed(chiffres)):
        nombre = int(chiffre) * (1 + rang % 2)
        total += nombre - 9 if nombre > 9 else nombre
    return total % 10 == 0


def siren_valide(siren: str) -> bool:
    """Vrai si les neuf chiffres portent une clé de Luhn juste et ne sont pas tous nuls."""
    return siren != "000000000" and luhn(siren)


def siret_valide(siret: str) -> bool:
    """Clé de Luhn sur le SIREN et sur les 14 chiffres.

    Exception de La Poste (SIREN 356000000) : ses établissements, plus nombreux que ce que la clé
    permet, ont une somme simple des chiffres multiple de 5.
    """
    if siret[:9] == _SIREN_LA_POSTE:
        return luhn(siret) or sum(map(int, siret)) % 5 == 0
    return siren_valide(siret[:9]) and luhn(siret)


def _toujours(_: str) -> bool:
    return True


@dataclass(frozen=True)
class FormatCode:
    """Une famille de codes : son écriture, sa clé de contrôle et la longueur à rétablir."""

    nom: str
    libelle: str
    motif: re.Pattern[str]
    exemple: str
    controle: Callable[[str], bool] = _toujours
    longueur_prouvable: int | None = None
    zeros_perdus: int = 1

    def valide(self, texte: str) -> bool:
        """Vrai si `texte` est exactement un code de ce format, clé comprise."""
        return self.motif.fullmatch(texte) is not None and self.controle(texte)

    def retablir(self, texte: str) -> str | None:
        """Le code dont le zéro initial a été perdu, s'il est prouvable ; None sinon.

        Prouvable : il manque `zeros_perdus` chiffres au plus à une longueur fixe, et le code
        rétabli est valide, clé comprise. Un SIREN à huit chiffres n'est pas rétabli : une clé sur
        dix est juste par hasard. Un SIRET l'est : ses deux clés le sont une fois sur cent.
        """
        if self.longueur_prouvable is None or not re.fullmatch("[0-9]+", texte):
            return None
        candidat = texte.zfill(self.longueur_prouvable)
        perdus = self.longueur_prouvable - len(texte)
        return candidat if 0 < perdus <= self.zeros_perdus and self.valide(candidat) else None


def _format(
    nom: str,
    libelle: str,
    motif: str,
    exemple: str,
    *,
    controle: Callable[[str], bool] = _toujours,
    longueur_prouvable: int | None = None,
    zeros_perdus: int = 1,
) -> FormatCode:
    compile_ = re.compile(motif, re.ASCII)
    return FormatCode(nom, libelle, compile_, exemple, controle, longueur_prouvable, zeros_perdus)


_QPV_2015 = rf"QP{_DEP_3}[0-9]{{3}}"
_QPV_2024 = rf"QN{_DEP_3}[0-9]{{2}}[IMN]"
_COMMUNE = rf"(?:{_DEP_METROPOLE}[0-9]{{3}}|97[1-8][0-9]{{2}}|98[46-9][0-9]{{2}})"
_REGION = "(?:0[1-6]|11|24|27|28|32|44|52|53|75|76|84|93|94)"

FORMATS: dict[str, FormatCode] = {
    f.nom: f
    for f in (
        _format("qpv_2015", "code de QPV de la géographie 2015", _QPV_2015, "QP030001"),
        _format("qpv_2024", "code de QPV de la géographie 2024", _QPV_2024, "QN03001I"),
        _format("qpv", "code de QPV 2015 ou 2024", f"{_QPV_2015}|{_QPV_2024}", "QP030001"),
        _format("commune", "code commune du COG", _COMMUNE, "01004", longueur_prouvable=5),
        _format("departement", "code de département", _DEP, "09", longueur_prouvable=2),
        _format("region", "code de région", _REGION, "76", longueur_prouvable=2),
        _format(
            "zone_emploi",
            "code de zone d'emploi 2020",
            f"(?:00|{_REGION})[0-9]{{2}}",
            "0059",
            longueur_prouvable=4,
            zeros_perdus=2,
        ),
        _format(
            "epci", "SIREN d'EPCI", "(?:2[0-9]|99)[0-9]{7}", "200066918", controle=siren_valide
        ),
        _format("siren", "SIREN", "[0-9]{9}", "356000000", controle=siren_valide),
        _format(
            "siret",
            "SIRET",
            "[0-9]{14}",
            "35600000000048",
            controle=siret_valide,
            longueur_prouvable=14,
        ),
        # Une liste officielle garde ses fiches au SIRET mal saisi : ses comptes les comprennent.
        _format(
            "siret_declare",
            "SIRET tel que déclaré, clé non vérifiée",
            "[0-9]{14}",
            "35600000000048",
            longueur_prouvable=14,
        ),
    )
}


def geographie_qpv(code: str) -> str | None:
    """Le millésime d'un code de QPV : « 2015 », « 2024 », ou None si ce n'en est pas un."""
    for millesime in ("2015", "2024"):
        if FORMATS[f"qpv_{millesime}"].valide(code):
            return millesime
    return None


def departement_du_quartier(code: str) -> str:
    """Département d'un code de QPV, 2015 ou 2024 : QP030001 → 30, QN97401M → 974."""
    lu = code[2:5]
    return lu[1:] if lu.startswith("0") else lu
