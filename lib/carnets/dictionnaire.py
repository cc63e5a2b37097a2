"""Dictionnaire des indicateurs : les mêmes mots partout, du tableau au texte de remplacement."""

from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, RootModel

from carnets.chemins import DICTIONNAIRE
from carnets.erreurs import DonneesRefusees, UsageIncorrect, suggestion
from carnets.lus import noter
from carnets.schema_yaml import Schema, valider
from carnets.yaml_strict import charger_yaml

Unite = Literal[
    "nombre",
    "personnes",
    "contrats",
    "heures",
    "heures_par_personne",
    "heures_par_contrat",
    "heures_par_etp",
    "mois",
    "etp",
    "euros",
    "pourcentage",
    "points",
    "variation",
    "ratio",
    "indice",
    "coefficient",
    "kilometres",
]
Texte = Annotated[str, Field(min_length=1)]


class NombresDunTaux(Schema):
    """Les deux effectifs d'un taux, par leur indicateur."""

    numerateur: Texte
    denominateur: Texte


class NatureTaux(Schema):
    """Rapport de deux effectifs."""

    taux: NombresDunTaux


class NatureMontant(Schema):
    """Grandeur additive ; l'indicateur qui compte, à la même place, les unités qui la font."""

    montant: Texte


class NatureMoyenne(Schema):
    """Moyenne ou médiane ; l'indicateur de son effectif."""

    moyenne: Texte


class NatureDerivee(Schema):
    """Calcul sur d'autres indicateurs de la même place, ou sans certaines de ses dimensions."""

    derivee: Annotated[tuple[Texte, ...], Field(min_length=1)]
    hors_dimensions: dict[Texte, tuple[Texte, ...]] = Field(default_factory=dict)


Nature = (
    Literal["effectif", "montant", "hors_secret"]
    | NatureMontant
    | NatureTaux
    | NatureMoyenne
    | NatureDerivee
)


class Indicateur(Schema):
    """Un indicateur et tout ce qu'il faut pour l'imprimer et le comprendre.

    `unite` : un `pourcentage` est en points de 0 à 100, non arrondi ; une `variation` est le
    pourcentage, signé, dont une grandeur a changé. `decimales` : à
    l'affichage seulement. `additif` : la somme des territoires est la valeur de leur réunion.
    `sens` : ce qu'une hausse veut dire. `secret` : ce que compte l'indicateur, dont dépend la
    règle de secret (personnes, entreprises ou aucun). `nature` : ce que la protection des
    microdonnées doit en savoir (voir `carnets.secret.declarations`).
    """

    nom: Texte
    libelle: Texte
    unite: Unite
    decimales: Annotated[int, Field(ge=0, le=4)]
    additif: bool
    comparable_dans_le_temps: bool
    sens: Literal["hausse_favorable", "baisse_favorable", "neutre"]
    secret: Literal["personnes", "entreprises", "aucun"]
    definition: Texte
    source: Texte
    nature: Nature | None = None


class _Descriptions(RootModel[dict[str, Indicateur]]):
    """Un fichier du dictionnaire : nom d'indicateur → sa description."""


def charger_dictionnaire(racine: Path = DICTIONNAIRE) -> MappingProxyType[str, Indicateur]:
    """Tous les indicateurs de `racine`, par nom.

    DonneesRefusees si une description est incomplète ou si un nom est décrit deux fois.
    """
    indicateurs: dict[str, Indicateur] = {}
    for fichier in sorted(racine.glob("*.yml")):
        for nom, indicateur in _lire(fichier).items():
            if nom in indicateurs:
                raise DonneesRefusees(
                    f"{fichier} : l'indicateur « {nom} » est déjà décrit dans un autre fichier "
                    "du dictionnaire ; gardez une seule description."
                )
            indicateurs[nom] = indicateur
    return MappingProxyType(indicateurs)


def _lire(fichier: Path) -> dict[str, Indicateur]:
    document = charger_yaml(fichier)
    if not isinstance(document.valeur, dict):
        raise DonneesRefusees(f"{fichier} : une clé par indicateur est attendue.")
    for nom, description in document.valeur.items():
        if isinstance(description, dict):
            description["nom"] = nom
    return valider(document, _Descriptions).root


INDICATEURS = charger_dictionnaire()


def indicateur(nom: str) -> Indicateur:
    """L'indicateur `nom` ; UsageIncorrect, avec les plus proches, s'il n'est pas décrit."""
    if nom not in INDICATEURS:
        proche = suggestion(nom, sorted(INDICATEURS))
        raise UsageIncorrect(f"Indicateur inconnu du dictionnaire : « {nom} » ; {proche}")
    noter("indicateur", nom)
    return INDICATEURS[nom]
