"""Des lignes d'une table aux cellules qu'elles montrent, selon la nature de l'indicateur."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from carnets.erreurs import RefusSecret
from carnets.secret.cellules import Cle, cle, composantes
from carnets.secret.chantier import Chantier, Lecture
from carnets.secret.declarations import (
    Derivee,
    Effectif,
    Evolution,
    HorsSecret,
    Montant,
    Moyenne,
    Table,
    Taux,
)
from carnets.secret.tableau import CLE, enregistrements

# Sans nombre, ces états ne disent rien d'une cellule ; « secret » dit qu'un autre l'a masquée.
SANS_NOMBRE = frozenset({"nd", "ns", "secret"})


@dataclass(frozen=True)
class Ligne:
    """Les cellules qu'il faut montrer pour montrer chaque nombre d'une ligne."""

    table: str
    rang: int
    numerateur: tuple[Cle, ...] = ()
    denominateur: tuple[Cle, ...] = ()
    valeur: tuple[Cle, ...] = ()
    libre: bool = False
    """Vrai si elle ne compte personne : ses nombres ne demandent aucune cellule."""


@dataclass(frozen=True)
class Part:
    """Un numérateur et son dénominateur : leur différence est aussi une cellule."""

    partie: Cle
    tout: Cle


@dataclass
class Depouillement:
    """Cellules, dépendances de chaque ligne, et couples numérateur–dénominateur."""

    chantier: Chantier
    lignes: list[Ligne]
    parts: list[Part]


def depouiller(tables: tuple[Table, ...]) -> Depouillement:
    """Lit toutes les tables d'un livrable. Erreur : RefusSecret, table et indicateur nommés."""
    recueil = Depouillement(Chantier(), [], [])
    for table in tables:
        apports = contributions(table)
        for rang, ligne in enumerate(enregistrements(table.donnees)):
            recueil.lignes.append(_lire(recueil, table, rang, ligne, apports))
    for table in tables:
        if table.voisines is not None:
            apports = contributions(table)
            for rang, ligne in enumerate(enregistrements(table.voisines)):
                _lire(recueil, table, rang, ligne, apports, montree=False)
    return recueil


def _lire(
    recueil: Depouillement,
    table: Table,
    rang: int,
    ligne: Mapping[str, object],
    apports: Mapping[tuple[str, ...], tuple[float, float]],
    *,
    montree: bool = True,
) -> Ligne:
    indicateur = str(ligne["indicateur"])
    nature = table.natures.get(indicateur)
    if nature is None:
        raise RefusSecret(
            f"Table « {table.nom} » : l'indicateur « {indicateur} » n'a pas de nature déclarée "
            "(effectif, montant, taux, moyenne ou évolution). Déclarez-la : rien n'est supposé."
        )
    modalites = composantes(str(ligne["modalite"]), table.dimensions)
    if modalites is None:
        raise RefusSecret(
            f"Table « {table.nom} » : une modalité n'a pas {len(table.dimensions)} composantes "
            f"({' | '.join(table.dimensions)})."
        )
    ici = cle(str(ligne["territoire"]), str(ligne["periode"]), indicateur, modalites)
    lecteur = _LECTEURS[type(nature)]
    apport = apports.get(tuple(str(ligne[colonne]) for colonne in CLE))
    return lecteur(recueil, _Contexte(table, rang, ici, nature, ligne, apport, montree))


@dataclass(frozen=True)
class _Contexte:
    table: Table
    rang: int
    cle: Cle
    nature: object
    ligne: Mapping[str, object]
    apport: tuple[float, float] | None
    montree: bool

    def nombre(self, colonne: str) -> float:
        return float(str(self.ligne[colonne]))

    @property
    def etat(self) -> str:
        return str(self.ligne["etat"])

    def refuser(self, cause: str) -> RefusSecret:
        return RefusSecret(
            f"Table « {self.table.nom} », indicateur « {self.cle.indicateur} », territoire "
            f"« {self.cle.territoire} », période « {self.cle.periode} » : {cause}"
        )


def _nombre_simple(recueil: Depouillement, ici: _Contexte) -> Ligne:
    """Effectif ou montant : la valeur est la cellule."""
    valeur = ici.nombre("valeur")
    _exiger_etat_coherent(ici, valeur)
    for colonne in ("numerateur", "denominateur"):
        if not math.isnan(ici.nombre(colonne)):
            raise ici.refuser(f"un effectif ou un montant n'a pas de {colonne}.")
    _retenir(recueil, ici, ici.cle, valeur, montant=isinstance(ici.nature, Montant))
    return Ligne(ici.table.nom, ici.rang, valeur=(ici.cle,))


def _taux(recueil: Depouillement, ici: _Contexte) -> Ligne:
    """Taux : deux cellules affichées, et leur différence."""
    assert isinstance(ici.nature, Taux)
    partie = _voisine(ici.cle, ici.nature.numerateur)
    tout = _voisine(ici.cle, ici.nature.denominateur)
    _exiger_etat_coherent(ici, ici.nombre("valeur"))
    if ici.etat not in SANS_NOMBRE and ici.etat != "sans_objet":
        for colonne, autre in (("numerateur", partie), ("denominateur", tout)):
            if math.isnan(ici.nombre(colonne)):
                raise ici.refuser(f"un taux se publie avec son {colonne}.")
            _retenir(recueil, ici, autre, ici.nombre(colonne))
        recueil.parts.append(Part(partie, tout))
    elif not math.isnan(ici.nombre("denominateur")):
        _retenir(recueil, ici, tout, ici.nombre("denominateur"))
    return Ligne(ici.table.nom, ici.rang, (partie,), (tout,), (partie, tout))


def _moyenne(recueil: Depouillement, ici: _Contexte) -> Ligne:
    """Moyenne ou médiane : elle se montre comme l'effectif dont elle vient."""
    assert isinstance(ici.nature, Moyenne)
    effectif = _voisine(ici.cle, ici.nature.effectif)
    _exiger_etat_coherent(ici, ici.nombre("valeur"))
    if not math.isnan(ici.nombre("numerateur")):
        raise ici.refuser("une moyenne ou une médiane se publie sans numérateur.")
    if not math.isnan(ici.nombre("denominateur")):
        _retenir(recueil, ici, effectif, ici.nombre("denominateur"))
    elif ici.etat not in SANS_NOMBRE and ici.etat != "sans_objet":
        raise ici.refuser("une moyenne se publie avec son effectif, dans « denominateur ».")
    return Ligne(ici.table.nom, ici.rang, (), (effectif,), (effectif,))


def _evolution(recueil: Depouillement, ici: _Contexte) -> Ligne:
    """Évolution : elle se montre si ses deux bouts se montrent."""
    assert isinstance(ici.nature, Evolution)
    _exiger_etat_coherent(ici, ici.nombre("valeur"))
    for colonne in ("numerateur", "denominateur"):
        if not math.isnan(ici.nombre(colonne)):
            raise ici.refuser(f"une évolution se publie sans {colonne}.")
    arrivee = _voisine(ici.cle, ici.nature.indicateur)
    return Ligne(
        ici.table.nom, ici.rang, valeur=(arrivee.vers("periode", ici.nature.depuis), arrivee)
    )


def _derivee(recueil: Depouillement, ici: _Contexte) -> Ligne:
    """Calcul : il se montre si toutes les cellules dont il vient se montrent."""
    assert isinstance(ici.nature, Derivee)
    _exiger_etat_coherent(ici, ici.nombre("valeur"))
    origines = tuple(
        _voisine(ici.cle, nom).sans(ici.nature.hors_dimensions.get(nom, ()))
        for nom in ici.nature.de
    )
    return Ligne(ici.table.nom, ici.rang, origines, origines, origines)


def _hors_secret(recueil: Depouillement, ici: _Contexte) -> Ligne:
    _exiger_etat_coherent(ici, ici.nombre("valeur"))
    return Ligne(ici.table.nom, ici.rang, libre=True)


_LECTEURS: dict[type, Callable[[Depouillement, _Contexte], Ligne]] = {
    Effectif: _nombre_simple,
    Montant: _nombre_simple,
    Taux: _taux,
    Moyenne: _moyenne,
    Evolution: _evolution,
    Derivee: _derivee,
    HorsSecret: _hors_secret,
}


def _voisine(ici: Cle, indicateur: str) -> Cle:
    return ici.vers("indicateur", indicateur)


def _retenir(
    recueil: Depouillement, ici: _Contexte, cellule: Cle, valeur: float, *, montant: bool = False
) -> None:
    if valeur < 0 or math.isinf(valeur):
        raise ici.refuser("une valeur est négative ou infinie.")
    # Le numérateur d'un taux n'est pas la cellule de la ligne : ses unités sont sa valeur.
    apport = ici.apport if cellule == ici.cle else None
    if montant and apport is None and not math.isnan(valeur):
        raise ici.refuser("un montant demande ses contributions (unites, premiere).")
    unites, premiere = apport if apport is not None else (valeur, math.nan)
    retenir = recueil.chantier.lire if ici.montree else recueil.chantier.deviner
    retenir(
        Lecture(
            cellule,
            valeur,
            unites,
            premiere,
            montant=montant,
            entiere=not montant and (ici.table.contributions is None or valeur == unites),
            etat=ici.etat,
            table=ici.table.nom,
            regle=ici.table.regle,
        )
    )


def _exiger_etat_coherent(ici: _Contexte, valeur: float) -> None:
    vide = ici.etat in SANS_NOMBRE or ici.etat == "sans_objet"
    if vide != math.isnan(valeur):
        attendu = "ne porte pas de nombre" if vide else "porte un nombre"
        raise ici.refuser(f"une ligne à l'état « {ici.etat} » {attendu}.")


def contributions(table: Table) -> dict[tuple[str, ...], tuple[float, float]]:
    """Unités et part de la première, par ligne ; vide si la table n'en donne pas."""
    if table.contributions is None:
        return {}
    attendues = [*CLE, "unites", "premiere"]
    if sorted(map(str, table.contributions.columns)) != sorted(attendues):
        raise RefusSecret(
            f"Table « {table.nom} » : « contributions » attend les colonnes {', '.join(attendues)}."
        )
    return dict(_apports(table.contributions))


def _apports(contributions: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], tuple[float, float]]]:
    for ligne in enregistrements(contributions):
        cles = tuple(str(ligne[colonne]) for colonne in CLE)
        yield cles, (float(str(ligne["unites"])), float(str(ligne["premiere"])))
