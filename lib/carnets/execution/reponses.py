"""Les réponses aux questions d'un carnet, en empreintes : une qui change, il est à refaire.

L'ordre des lignes ne compte pas : les lecteurs et les indicateurs n'en dépendent pas.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256

import pandas as pd

from carnets.agregats import Agregat
from carnets.chemins import PARAMETRES
from carnets.dictionnaire import INDICATEURS
from carnets.dossier import NOM_FICHIER, Dossier
from carnets.execution.livraison import empreinte, empreintes_des_fichiers, remplacer
from carnets.execution.programme import empreinte_du_code
from carnets.lecture.rapport import abreger
from carnets.lus import Question
from carnets.parametres import existe, noms

ABSENTE = "absente"
FICHE: Question = ("fiche",)
"""Question que pose tout carnet : ce que dit `dossier.yml`, territoires et sources compris."""


class Repondeur:
    """Répond aux questions sur un dossier ; chaque réponse n'est calculée qu'une fois.

    `fichiers` : empreinte de chaque fichier lu, par son nom depuis le dossier ; calculée du disque
    si elle n'est pas donnée (un ouvrier lointain ne voit pas ce disque).
    """

    def __init__(self, dossier: Dossier, fichiers: Mapping[str, str] | None = None) -> None:
        self.dossier = dossier
        self.fichiers = dict(
            fichiers or empreintes_des_fichiers(dossier.fichiers(), dossier.chemin)
        )
        self._connues: dict[Question, str] = {}
        self._tenues: set[tuple[str, ...]] = set()
        self._lignes: dict[tuple[str, str], dict[str, str]] = {}
        self._agregats: dict[tuple[Agregat, str], dict[str, str]] = {}

    def empreinte(self, question: Question) -> str:
        """Empreinte de la réponse ; « absente » si la question n'a plus de réponse."""
        if question not in self._connues:
            self._connues[question] = self._repondre(*question)
        return self._connues[question]

    def empreintes(self, questions: list[Question]) -> list[list[str]]:
        """Chaque question suivie de l'empreinte de sa réponse, la fiche du dossier d'abord."""
        return [[*question, self.empreinte(question)] for question in (FICHE, *questions)]

    def changees(self, reponses: Iterable[Sequence[str]]) -> Iterator[Question]:
        """Les questions, suivies chacune d'une empreinte, qui ont maintenant une autre réponse."""
        for reponse in map(tuple, reponses):
            if reponse in self._tenues:  # mille reçus d'un même dossier citent les mêmes réponses
                continue
            *question, attendue = reponse
            if self.empreinte(tuple(question)) == attendue:
                self._tenues.add(reponse)
            else:
                yield tuple(question)

    def _repondre(self, genre: str, *reste: str) -> str:
        match genre, reste:
            case "table", (source,):
                return self._table(source)
            case "lignes", (source, colonne, valeur):
                return self._groupes(source, colonne).get(valeur, ABSENTE)
            case "agregat", (calcul, sources, arguments):
                return self._resultat(Agregat(calcul, sources, arguments))
            case "agregat", (calcul, sources, arguments, colonnes, valeurs):
                demande = Agregat(calcul, sources, arguments)
                return self._citees(demande, colonnes).get(valeurs, ABSENTE)
            case "couverture", (source,) if source in self.dossier.lectures:
                return _de(self.dossier.couverture(source))
            case "journal", ():
                return self._journal
            case "fiche", ():
                return self.fichiers[NOM_FICHIER]
            case "parametre", (nom,) if existe(nom):
                return empreinte((PARAMETRES / f"{nom}.yml").read_bytes())
            case "parametres", ():
                return _de(noms())
            case "indicateur", (nom,) if nom in INDICATEURS:
                return _de(INDICATEURS[nom].model_dump_json())
        return ABSENTE

    @cached_property
    def _journal(self) -> str:
        return _de(abreger(self.dossier.journal).values.tolist())

    def _table(self, source: str) -> str:
        if source not in self.dossier.lectures:
            return ABSENTE
        return _de_table(self.dossier.lectures[source].table)

    def _groupes(self, source: str, colonne: str) -> dict[str, str]:
        """Empreinte des lignes de chaque valeur de `colonne`, en un seul passage sur la table."""
        cle = (source, colonne)
        if cle not in self._lignes:
            lecture = self.dossier.lectures.get(source)
            if lecture is None or colonne not in lecture.modele.noms:
                return {}
            self._lignes[cle] = self._retenir(
                [source],
                ["lignes", colonne],
                lambda: _par_groupe(lecture.table, lecture.table[colonne].astype(str)),
            )
        return self._lignes[cle]

    def _retenir(
        self, sources: list[str], cle: list[str], calculer: Callable[[], dict[str, str]]
    ) -> dict[str, str]:
        """Des réponses tirées de ces tables, gardées à côté d'elles au magasin.

        Le nom d'une table y change avec son contenu, et le programme entre dans la clé : une
        réponse gardée est celle que l'on recalculerait. Sans rien à refaire, nulle table n'est lue.
        """
        rangees = [self.dossier.lectures[nom].parquet for nom in sources]
        presentes = [chemin for chemin in rangees if chemin is not None]
        if not presentes or len(presentes) < len(rangees):
            return calculer()  # chez un ouvrier, les tables sont en mémoire
        noms = [chemin.name for chemin in presentes]
        nom = _de([empreinte_du_code(), noms, cle])[:20]
        fichier = presentes[0].with_name(f"reponses-{nom}.json")
        try:
            gardees: dict[str, str] = json.loads(fichier.read_bytes())
            return gardees
        except (OSError, ValueError):
            trouvees = calculer()
        with suppress(OSError):  # un magasin en lecture seule : ce sera recalculé
            remplacer(fichier, json.dumps(trouvees).encode())
        return trouvees

    def _resultat(self, demande: Agregat) -> str:
        if not set(demande.noms) <= set(self.dossier.lectures):
            return ABSENTE
        entier = self._retenir(
            demande.noms,
            list(demande),
            lambda: {"": _de_table(self.dossier.calculer(demande).cadre)},
        )
        return entier[""]

    def _citees(self, demande: Agregat, colonnes: str) -> dict[str, str]:
        """Empreinte des lignes de chaque combinaison citée du résultat d'un agrégat."""
        cle = (demande, colonnes)
        if cle not in self._agregats:
            if not set(demande.noms) <= set(self.dossier.lectures):
                return {}
            self._agregats[cle] = self._retenir(
                demande.noms, [*demande, colonnes], lambda: self._empreintes(demande, colonnes)
            )
        return self._agregats[cle]

    def _empreintes(self, demande: Agregat, colonnes: str) -> dict[str, str]:
        # Sans le garder : d'un cadre national il ne restera que des empreintes.
        resultat = self.dossier.calculer(demande)
        entetes = list(resultat.cadre.columns)
        lignes = _par_ligne(resultat.cadre).to_numpy()
        return {
            valeurs: _de([entetes, *sorted(lignes[rangs].tolist())])
            for valeurs, rangs in resultat.places(colonnes).items()
        }


def _par_groupe(table: pd.DataFrame, groupes: pd.Series) -> dict[str, str]:
    """Empreinte des lignes de chaque groupe, en un seul passage."""
    entetes = list(table.columns)
    lots = _par_ligne(table).groupby(groupes)
    return {str(valeur): _de([entetes, *sorted(lot)]) for valeur, lot in lots}


def _de_table(table: pd.DataFrame) -> str:
    return _de([list(table.columns), *sorted(_par_ligne(table))])


def _par_ligne(table: pd.DataFrame) -> pd.Series:
    """Une empreinte par ligne."""
    return pd.util.hash_pandas_object(table, index=False)


def _de(valeur: object) -> str:
    return sha256(repr(valeur).encode()).hexdigest()[:32]
