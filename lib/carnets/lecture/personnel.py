"""Ce qui désigne une personne n'entre pas : NIR, courriels et colonnes de noms sont refusés."""

import re
from collections.abc import Mapping

from carnets.erreurs import DonneesRefusees
from carnets.lecture.brute import TableBrute
from carnets.lecture.conversion import Conversion
from carnets.lecture.entetes import cle_entete
from carnets.lecture.source import Source
from carnets.modeles.base import Modele

TU = "(donnée personnelle, non reproduite)"
CAUSE_NIR = "numéro de sécurité sociale"
CAUSE_COURRIEL = "adresse électronique"
CAUSES = (CAUSE_NIR, CAUSE_COURRIEL)

_NIR = re.compile(
    r"([1-478])([0-9]{2})(0[1-9]|1[0-2]|[2-9][0-9])([0-9]{2}|2[AB])([0-9]{3})([0-9]{3})([0-9]{2})?"
)
_COURRIEL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_ESPACES = re.compile(r"[\s.\u00a0\u202f-]")
_MOTS_NOMINATIFS = {
    "prenom", "prenoms", "nir", "secu", "ssn", "telephone", "tel", "portable", "courriel", "mail",
    "email", "iban",
}  # fmt: skip
_ENTETES_NOMINATIFS = {
    "nom", "noms", "nom_usuel", "nom_d_usage", "nom_de_naissance", "nom_de_famille",
    "nom_participant", "nom_du_participant", "nom_beneficiaire", "nom_du_beneficiaire",
    "nom_salarie", "nom_du_salarie", "nom_complet", "adresse", "adresse_postale",
    "numero_de_securite_sociale", "n_securite_sociale", "n_de_securite_sociale",
}  # fmt: skip
_REMEDE = (
    "hachez cette colonne (clé « hacher » de dossier.yml), ou donnez l'identifiant du logiciel"
)


def donnee_personnelle(texte: str) -> Conversion | None:
    """Le refus d'une écriture qui est un NIR ou une adresse électronique ; None sinon."""
    if _COURRIEL.fullmatch(texte):
        return Conversion(cause=CAUSE_COURRIEL, remede=_REMEDE)
    nu = _ESPACES.sub("", texte).upper()
    if len(nu) in (13, 15) and _est_nir(nu):
        return Conversion(cause=CAUSE_NIR, remede=_REMEDE)
    return None


def nominatif(entete: str) -> bool:
    """Vrai si cet en-tête annonce un nom, un NIR, une adresse, un téléphone."""
    forme = cle_entete(entete)
    return forme in _ENTETES_NOMINATIFS or bool(_MOTS_NOMINATIFS & set(forme.split("_")))


def refuser_nominatives(
    brute: TableBrute, rangs: Mapping[str, int], modele: Modele, source: Source
) -> None:
    """DonneesRefusees si une table de personnes lit telle quelle une colonne de noms."""
    if "id_personne" not in modele.noms:
        return
    for nom, rang in rangs.items():
        libre = modele.colonne(nom).type == "texte" and not modele.colonne(nom).valeurs
        entete = brute.entetes[rang]
        if libre and nom not in source.hacher and nominatif(entete):
            raise DonneesRefusees(
                f"{brute.fichier} : la colonne « {entete} » désigne des personnes et ne se lit "
                f'pas telle quelle ; hachez-la : « hacher: {{{nom}: ["{entete}"]}} » dans '
                "dossier.yml, ou donnez l'identifiant du logiciel."
            )


def _est_nir(nu: str) -> bool:
    """Treize caractères bâtis comme un NIR ; avec sa clé, elle doit être juste (97 - n mod 97)."""
    decoupe = _NIR.fullmatch(nu)
    if decoupe is None:
        return False
    if decoupe[7] is None:
        return True
    # En Corse, la lettre du département se remplace pour le calcul de la clé.
    departement = {"2A": "19", "2B": "18"}.get(decoupe[4], decoupe[4])
    nombre = int(decoupe[1] + decoupe[2] + decoupe[3] + departement + decoupe[5] + decoupe[6])
    return 97 - nombre % 97 == int(decoupe[7])
