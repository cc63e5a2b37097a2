"""Contrôle d'une table brute selon son modèle : lignes acceptées, lignes refusées, réparations."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from carnets.lecture.brute import RefusCellule, TableBrute
from carnets.lecture.conversion import Conversion
from carnets.lecture.corrections import Correction, corriger
from carnets.lecture.entetes import (
    Correspondance,
    annee_des_entetes,
    entetes_sans_annee,
    rapprocher,
)
from carnets.lecture.mises_a_part import LIGNE_DE_TOTAL, mises_a_part
from carnets.lecture.personnel import CAUSES, TU, refuser_nominatives
from carnets.lecture.source import Source
from carnets.lecture.unites import facteur, refuser_unites_inconnues
from carnets.lecture.valeurs import convertisseur
from carnets.modeles.base import DTYPES, Colonne, Modele


@dataclass(frozen=True)
class Reparation:
    """Une règle appliquée à une colonne : combien de fois, et un exemple."""

    colonne: str
    regle: str
    nombre: int
    ligne: int
    exemple: str


@dataclass(frozen=True)
class Controle:
    """Résultat du contrôle d'un fichier. `lues` = lignes acceptées + lignes refusées, toujours.

    `acceptees` est conforme au modèle ; `lignes` donne le numéro de ligne de chacune. `refus`
    liste les cellules en cause, `ecartees` les lignes mises à part par une règle nommée (totaux,
    lignes vides, doublons exacts) : elles sont refusées sans être à corriger.
    """

    brute: TableBrute
    acceptees: pd.DataFrame
    lignes: npt.NDArray[np.int64]
    refus: tuple[RefusCellule, ...]
    reparations: tuple[Reparation, ...]
    correspondance: Correspondance
    couverture: dict[str, float] = field(default_factory=dict)
    totaux: tuple[tuple[int, dict[str, float]], ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def lues(self) -> int:
        """Lignes de données présentes dans le fichier."""
        return self.brute.lues

    @property
    def ecartees(self) -> int:
        """Lignes mises à part par une règle nommée."""
        return len({r.ligne for r in self.refus if r.ecartee})

    @property
    def refusees(self) -> int:
        """Lignes non acceptées, lignes écartées comprises."""
        return len({r.ligne for r in self.refus})

    @property
    def part_a_corriger(self) -> float:
        """Part des lignes refusées et à corriger parmi les lignes de données, redites comprises."""
        utiles = self.lues - len({r.ligne for r in self.refus if r.sans_donnee})
        return (self.refusees - self.ecartees) / utiles if utiles else 0.0


def controler(
    brute: TableBrute,
    modele: Modele,
    source: Source,
    corrections: tuple[Correction, ...] = (),
) -> Controle:
    """Applique corrections et modèle. DonneesRefusees si une colonne exigée est absente."""
    refuser_unites_inconnues(str(brute.fichier), modele, source)
    source = completer(source, brute, modele)
    brute = sans_suffixe(brute, modele) if modele.suffixe_annee else brute
    correspondance = rapprocher(brute.fichier, brute.entetes, modele, source)
    refuser_nominatives(brute, correspondance.rangs, modele, source)
    corrigee = corriger(brute, correspondance, corrections)
    brute = corrigee.brute
    refus = list(brute.refus)
    refus += mises_a_part(brute, (*modele.totaux, *source.totaux), source)
    garde = ~np.isin(brute.lignes, [r.ligne for r in refus])
    colonnes: dict[str, pd.Series] = {}
    reparations = [Reparation("", r, n, 1, "") for r, n in brute.reparations.items()]
    reparations += [Reparation(e, "entete_rapproche", 1, 1, e) for e in correspondance.rapproches]
    for colonne in (_selon_la_geographie(c, source) for c in modele.colonnes):
        serie, causes, reparees = _convertir(brute, colonne, source, correspondance, garde)
        colonnes[colonne.nom] = serie
        refus += causes
        reparations += reparees
    acceptees = pd.DataFrame(colonnes)
    garde &= ~np.isin(brute.lignes, [r.ligne for r in refus])
    acceptees = acceptees[garde].reset_index(drop=True)
    return Controle(
        brute,
        acceptees,
        brute.lignes[garde],
        tuple(sorted(refus, key=lambda r: (r.ligne, r.colonne))),
        tuple(reparations),
        correspondance,
        {c: _remplie(acceptees[c]) for c in modele.noms},
        tuple(_totaux_ecrits(brute, modele, correspondance, refus)),
        corrigee.appliquees,
    )


def _totaux_ecrits(
    brute: TableBrute, modele: Modele, correspondance: Correspondance, refus: list[RefusCellule]
) -> Iterator[tuple[int, dict[str, float]]]:
    """Les nombres lisibles des lignes de total, pour les confronter à la somme."""
    for ligne in (r.ligne for r in refus if r.cause == LIGNE_DE_TOTAL):
        rang = int(np.flatnonzero(brute.lignes == ligne)[0])
        valeurs = {}
        for nom, colonne in correspondance.rangs.items():
            lu = convertisseur(modele.colonne(nom), {}, ())(brute.cellules[colonne][rang].as_py())
            if isinstance(lu.valeur, float | int) and not isinstance(lu.valeur, bool):
                valeurs[nom] = float(lu.valeur)
        yield ligne, valeurs


def completer(source: Source, brute: TableBrute, modele: Modele) -> Source:
    """La source, avec les signes d'absence de son modèle et l'année lue dans les en-têtes."""
    constantes = dict(source.constantes)
    if modele.suffixe_annee and "annee" not in constantes:
        constantes["annee"] = annee_des_entetes(brute.fichier, brute.entetes, modele)
    manquants = (*source.manquants, *modele.manquants)
    return source.model_copy(update={"constantes": constantes, "manquants": manquants})


def sans_suffixe(brute: TableBrute, modele: Modele) -> TableBrute:
    """La table brute, ses en-têtes débarrassés de l'année qui les termine."""
    return replace(brute, entetes=entetes_sans_annee(brute.entetes, modele))


def _remplie(serie: pd.Series) -> float:
    return float(serie.notna().mean()) if len(serie) else 0.0


def _selon_la_geographie(colonne: Colonne, source: Source) -> Colonne:
    """Une source qui dit sa géographie prioritaire n'en admet pas l'autre."""
    if colonne.format != "qpv" or source.geographie is None:
        return colonne
    return replace(colonne, format=f"qpv_{source.geographie}")


def _convertir(
    brute: TableBrute,
    colonne: Colonne,
    source: Source,
    correspondance: Correspondance,
    garde: npt.NDArray[np.bool_],
) -> tuple[pd.Series, list[RefusCellule], list[Reparation]]:
    """Convertit une colonne : chaque écriture distincte une fois, puis diffusion aux lignes."""
    rang = correspondance.rangs.get(colonne.nom)
    constante = source.constantes.get(colonne.nom)
    if rang is None and constante is None:
        return _vide(colonne, len(brute.lignes)), [], []
    if rang is None:
        ecritures, indices = [constante or ""], np.zeros(len(brute.lignes), dtype=np.int64)
    else:
        code = pa.chunked_array(brute.cellules[rang]).combine_chunks().dictionary_encode()
        ecritures, indices = code.dictionary.to_pylist(), code.indices.to_numpy()
    unite = (source.unites.get(colonne.nom, ""), facteur(colonne, source))
    traductions = source.valeurs.get(colonne.nom, {})
    cellule = convertisseur(colonne, traductions, source.manquants, unite)
    lus = [cellule(e) for e in ecritures]
    serie = _diffuser(colonne, lus, indices)
    refus = _refus(brute, colonne, lus, ecritures, indices, garde)
    return serie, refus, _reparations(brute, colonne, lus, ecritures, indices, garde)


def _vide(colonne: Colonne, longueur: int) -> pd.Series:
    return pd.Series([None] * longueur, dtype=DTYPES[colonne.type])


def _diffuser(colonne: Colonne, lus: list[Conversion], indices: npt.NDArray[np.int64]) -> pd.Series:
    distinctes = pd.Series([c.valeur for c in lus], dtype=DTYPES[colonne.type])
    return distinctes.take(indices).reset_index(drop=True)


def _refus(
    brute: TableBrute,
    colonne: Colonne,
    lus: list[Conversion],
    ecritures: list[str],
    indices: npt.NDArray[np.int64],
    garde: npt.NDArray[np.bool_],
) -> list[RefusCellule]:
    fautives = np.array([bool(c.cause) for c in lus], dtype=bool)
    if not fautives.any():
        return []
    return [
        RefusCellule(
            int(brute.lignes[rang]),
            colonne.nom,
            TU if lus[indices[rang]].cause in CAUSES else ecritures[indices[rang]],
            lus[indices[rang]].cause,
            colonne.attendu,
            lus[indices[rang]].remede,
        )
        for rang in np.flatnonzero(fautives[indices] & garde)
    ]


def _reparations(
    brute: TableBrute,
    colonne: Colonne,
    lus: list[Conversion],
    ecritures: list[str],
    indices: npt.NDArray[np.int64],
    garde: npt.NDArray[np.bool_],
) -> list[Reparation]:
    regles = [c.regle if not c.cause else "" for c in lus]
    if not any(regles):
        return []
    occurrences = np.bincount(indices[garde], minlength=len(lus))
    nombres: Counter[str] = Counter()
    for regle, nombre in zip(regles, occurrences, strict=True):
        nombres[regle] += int(nombre)
    reparations = []
    for regle in sorted(r for r, n in nombres.items() if r and n):
        touchees = [i for i, r in enumerate(regles) if r == regle and occurrences[i]]
        # La première par ordre alphabétique, et non par ligne : l'ordre du fichier n'y fait rien.
        choisie = min(touchees, key=ecritures.__getitem__)
        ligne = int(brute.lignes[np.argmax((indices == choisie) & garde)])
        reparations.append(
            Reparation(colonne.nom, regle, nombres[regle], ligne, ecritures[choisie])
        )
    return reparations
