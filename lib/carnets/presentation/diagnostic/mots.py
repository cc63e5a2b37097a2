"""Les mots d'un diagnostic : libellés, valeurs écrites, et ce qui se note sous une table."""

from collections.abc import Sequence

import pandas as pd

from carnets.dictionnaire import indicateur
from carnets.indicateurs import territoire
from carnets.presentation.diagnostic.composition import DEUX_POINTS, Diagnostic
from carnets.presentation.diagnostic.themes import COURTS, PREFIXES
from carnets.presentation.nombres import INSECABLE, avec_unite, nombre
from carnets.secret import Diffusable


def mots(indicateurs: Sequence[str]) -> dict[str, str]:
    """Les libellés d'un tableau, contrôlés : une part d'inscrits n'est pas un taux de chômage."""
    return {
        n: territoire.exiger_mot_juste(n, COURTS.get(n, indicateur(n).libelle)) for n in indicateurs
    }


def mots_seuls(indicateurs: Sequence[str]) -> dict[str, str]:
    """Les mêmes, compréhensibles hors de leur thème : « Inscrits : femmes »."""
    seuls = {}
    for nom, mot in mots(indicateurs).items():
        prefixe = next((p for debut, p in PREFIXES.items() if nom.startswith(debut)), "")
        bas = mot if mot[:2].isupper() else mot[:1].lower() + mot[1:]
        repete = bas.startswith(prefixe.lower())
        seuls[nom] = f"{prefixe}{DEUX_POINTS}{bas}" if prefixe and not repete else mot
    return seuls


def ecrire(nom: str, valeur: float) -> str:
    """Une valeur dans l'unité de son indicateur."""
    fiche = indicateur(nom)
    return "…" if pd.isna(valeur) else avec_unite(valeur, fiche.unite, fiche.decimales)


def periodes(donnees: Diffusable) -> list[str]:
    """L'année de référence de ce qui est montré, si elle est établie.

    Une table qui n'en a aucune n'en dit rien : son titre porte l'édition, et la méthode dit une
    fois que l'année n'est alors pas écrite. Sous chaque table, la même phrase ne se lirait plus.
    """
    lues = sorted(set(donnees.table["periode"]))
    annees = [p for p in lues if not p.startswith("édition")]
    if not annees:
        return []
    textes = [f"Année de référence{INSECABLE}: {', '.join(annees)}."]
    if len(annees) < len(lues):
        textes.append(
            f"Les autres indicateurs sont ceux de l'{', '.join(p for p in lues if p not in annees)}"
            ", sans année établie."
        )
    return [" ".join(textes)]


def reserves(d: Diagnostic, codes: Sequence[str], indicateurs: Sequence[str]) -> list[str]:
    """Les avertissements de l'Insee (`NOTE_*`) sur ces quartiers et ces indicateurs."""
    lignes = d.mesures[
        d.mesures["territoire"].isin(list(codes))
        & d.mesures["indicateur"].isin(list(indicateurs))
        & (d.mesures["note"] != "")
    ]
    if lignes.empty:
        return []
    notes = sorted(set(lignes["note"]))
    publies = bool((lignes["etat"] == "ok").any())
    effet = "valeurs publiées avec réserve" if publies else "valeurs non publiées"
    return [
        f"Avertissement de qualité de l'Insee (code {', '.join(notes)}) sur "
        f"{lignes['territoire'].nunique()} quartier(s){INSECABLE}: {effet}."
    ]


def explications(d: Diagnostic, indicateurs: Sequence[str]) -> list[str]:
    """D'où viennent les repères, et sur combien de quartiers."""
    noms = d.etude.dossier.libelles
    connus = d.nationaux["n"].reindex(list(indicateurs)).dropna()
    bornes = " à ".join(dict.fromkeys(nombre(b) for b in (connus.min(), connus.max())))
    lieu = f" dép.{INSECABLE}: {noms.get(d.groupes[0], d.groupes[0])}." if d.groupes else ""
    return [
        f"Q1, médiane, Q3{INSECABLE}: quartiles de la liste des quartiers renseignés, un quartier "
        f"comptant pour un ({bornes} en France selon l'indicateur).{lieu}"
    ]
