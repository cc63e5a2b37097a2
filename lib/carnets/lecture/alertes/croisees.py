"""Invraisemblances qui ne se voient qu'en rapprochant deux tables d'un dossier."""

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from carnets.lecture.table_lue import TableLue

_HEURES_MOIS_MAX = 250.0
_EXEMPLES = 3
Tables = Mapping[str, TableLue]


def croisements(lues: Tables) -> tuple[str, ...]:
    """Un message par invraisemblance entre tables ; rien n'est corrigé ni refusé.

    `lues` : par nom de modèle. Une règle se tait si l'une de ses tables manque.
    """
    return tuple(message for regle in _REGLES for message in regle(lues))


def par_modele(lues: Tables) -> dict[str, TableLue]:
    """Les tables par nom de modèle ; un modèle que deux sources remplissent n'y est pas."""
    noms = [lue.modele.nom for lue in lues.values()]
    return {lue.modele.nom: lue for lue in lues.values() if noms.count(lue.modele.nom) == 1}


def _tables(lues: Tables, **colonnes: tuple[str, ...]) -> list[pd.DataFrame] | None:
    if not set(colonnes) <= set(lues):
        return None
    return [lues[nom].tranche(voulues) for nom, voulues in colonnes.items()]


def _exemples(cles: pd.Series) -> str:
    distinctes = list(dict.fromkeys(map(str, cles)))
    suite = ", …" if len(distinctes) > _EXEMPLES else ""
    return ", ".join(distinctes[:_EXEMPLES]) + suite


def _dernieres(heures: pd.DataFrame) -> pd.DataFrame:
    """La dernière version de chaque déclaration."""
    cle = ["id_contrat", "id_lot", "mois"]
    return heures.sort_values("version", kind="stable").drop_duplicates(cle, keep="last")


def _hors_du_contrat(lues: Tables) -> Iterator[str]:
    """Heures déclarées avant le début ou après la fin réelle de leur contrat."""
    tables = _tables(
        lues,
        declaration_heures=("id_contrat", "mois"),
        contrat=("id_contrat", "date_debut", "date_fin_reelle"),
    )
    if tables is None:
        return
    lignes = tables[0].merge(tables[1], on="id_contrat", validate="many_to_one")
    avant = lignes["mois"] < lignes["date_debut"].dt.strftime("%Y-%m")
    apres = lignes["mois"] > lignes["date_fin_reelle"].dt.strftime("%Y-%m")
    dehors = lignes[(avant | apres.fillna(value=False)).to_numpy(dtype=bool)]
    if len(dehors):
        yield (
            f"heures_hors_contrat : {len(dehors)} déclaration(s) d'heures tombent hors des dates "
            f"de leur contrat ({_exemples(dehors['id_contrat'])}) ; vérifiez les dates."
        )


def _trop_d_heures_par_personne(lues: Tables) -> Iterator[str]:
    """Plus de 250 h un même mois pour une personne, tous contrats et tous lots réunis."""
    heures = ("id_contrat", "id_lot", "mois", "version", "heures_travaillees")
    tables = _tables(lues, declaration_heures=heures, contrat=("id_contrat", "id_personne"))
    if tables is None:
        return
    lignes = _dernieres(tables[0]).merge(tables[1], on="id_contrat", validate="many_to_one")
    sommes = lignes.groupby(["id_personne", "mois"])["heures_travaillees"].sum()
    trop = sommes[sommes > _HEURES_MOIS_MAX].reset_index()
    if len(trop):
        yield (
            f"heures_mensuelles_excessives : {len(trop)} mois dépassent {_HEURES_MOIS_MAX:g} h "
            f"pour une même personne, tous contrats réunis ({_exemples(trop['mois'])}) ; heures "
            "déclarées deux fois ?"
        )


def _contrat_avant_eligibilite(lues: Tables) -> Iterator[str]:
    """Premier contrat commencé avant que l'éligibilité soit validée."""
    tables = _tables(
        lues,
        contrat=("id_personne", "date_debut"),
        personne=("id_personne", "date_validation_eligibilite"),
    )
    if tables is None:
        return
    premiers = tables[0].groupby("id_personne")["date_debut"].min().reset_index()
    lignes = premiers.merge(tables[1], on="id_personne", validate="one_to_one")
    tardives = lignes[lignes["date_debut"] < lignes["date_validation_eligibilite"]]
    if len(tardives):
        yield (
            f"eligibilite_apres_contrat : {len(tardives)} personne(s) ont un contrat commencé "
            "avant la validation de leur éligibilité ; vérifiez la date, ou dites-le dans le bilan."
        )


def _objectif_recopie(lues: Tables) -> Iterator[str]:
    """Heures d'un lot exactement égales à son objectif."""
    tables = _tables(
        lues,
        declaration_heures=(
            "id_contrat",
            "id_lot",
            "mois",
            "version",
            "heures_valorisees",
            "statut",
        ),
        clause=("id_lot", "date_avenant", "h_objectif"),
    )
    if tables is None:
        return
    declarees = _dernieres(tables[0])
    validees = declarees[declarees["statut"] == "validee"]
    faites = validees.groupby("id_lot")["heures_valorisees"].sum()
    clauses = tables[1].sort_values("date_avenant", kind="stable", na_position="first")
    objectifs = clauses.drop_duplicates("id_lot", keep="last").set_index("id_lot")["h_objectif"]
    egaux = objectifs[(objectifs > 0) & (objectifs == faites.reindex(objectifs.index))]
    if len(egaux):
        yield (
            f"realise_egale_objectif : le réalisé est exactement l'objectif pour "
            f"{_exemples(pd.Series(egaux.index))} ; objectif recopié ?"
        )


_REGLES: tuple[Callable[[Tables], Iterator[str]], ...] = (
    _hors_du_contrat,
    _trop_d_heures_par_personne,
    _contrat_avant_eligibilite,
    _objectif_recopie,
)
