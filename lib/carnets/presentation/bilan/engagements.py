"""Les engagements de la charte qui ne se déduisent pas des heures, publiés avant le reste."""

import pandas as pd

from carnets.indicateurs import npnru
from carnets.indicateurs.cadre import empiler
from carnets.presentation.bilan.perimetre import Perimetre
from carnets.secret import Diffusable

EMBAUCHES, LOCAUX = "embauches de la charte", "objectifs locaux"


def publier_engagements(lieu: Perimetre, periode: str) -> dict[str, Diffusable]:
    """NP-02b et NP-03 sous `EMBAUCHES`, NP-04 sous `LOCAUX` ; une table vide n'y est pas.

    Des chiffres qu'un comité de pilotage a déjà publiés : ils passent avant les tables à protéger,
    qui forment un seul système.
    """
    suivis = lieu.engagements
    tables = {
        EMBAUCHES: [*_embauches(suivis, periode), *_postes(suivis, periode)],
        LOCAUX: _locaux(suivis, periode),
    }
    return {
        nom: lieu.etude.publier(empiler(cadres), "engagements")
        for nom, cadres in tables.items()
        if cadres
    }


def _embauches(suivis: pd.DataFrame, periode: str) -> list[pd.DataFrame]:
    lignes = suivis[suivis["engagement"] == "gup_embauches"].rename(
        columns={"atteint": "embauches_reservees", "base": "embauches"}
    )
    if lignes.empty:
        return []
    return [npnru.part_insertion_gup(lignes, mode="embauches", periode=periode)]


def _postes(suivis: pd.DataFrame, periode: str) -> list[pd.DataFrame]:
    lignes = suivis[suivis["engagement"] == "postes"].rename(
        columns={"atteint": "recrutes_qpv", "base": "postes"}
    )
    return [npnru.embauches_qpv(lignes, periode=periode)] if len(lignes) else []


def _locaux(suivis: pd.DataFrame, periode: str) -> list[pd.DataFrame]:
    lignes = suivis[suivis["engagement"] == "objectif_local"].drop(columns="engagement")
    lignes = lignes.rename(columns={"libelle": "objectif", "atteint": "valeur", "base": "cible"})
    return [npnru.objectifs_locaux(lignes, periode=periode)] if len(lignes) else []
