"""Une source du brouillon de `nouveau` : ce qui est sûr, ce qui est à confirmer, les questions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from carnets.lecture.brute import TableBrute
from carnets.lecture.entetes import cle_entete
from carnets.lecture.mises_a_part import annonce_un_total, premieres_cellules
from carnets.lecture.personnel import nominatif
from carnets.lecture.proposition import Appariement, traductions
from carnets.modeles.base import Colonne, Modele

# Ce que vaut une colonne exigée dont un export ordinaire se passe.
_CONSTANTES = {"version": "1", "num_lot": "0"}
# Une clause par lot, à défaut d'identifiant de clause ; un code de quartier dit l'adresse.
_MEME_ENTETE = {
    ("clause", "id_clause"): "id_lot",
    ("personne", "statut_qpv"): "code_qpv_entree",
}
_PART_VIDE = 0.15


@dataclass(frozen=True)
class Candidat:
    """Un fichier lu selon un modèle, et les correspondances de leurs colonnes."""

    modele: Modele
    brute: TableBrute
    paires: list[Appariement]

    @property
    def note(self) -> float:
        """Part des colonnes exigées qui sont trouvées, et part des en-têtes ainsi expliqués."""
        exigees = [c for c in self.modele.colonnes if c.obligatoire]
        trouvees = sum(p.confiance for p in self.paires if p.colonne.obligatoire)
        expliques = sum(p.confiance for p in self.paires)
        entetes = sum(bool(e.strip()) for e in self.brute.entetes)
        return trouvees / max(len(exigees), 1) + expliques / max(entetes, 1)


def sans_ce_qui_varie(brute: TableBrute, modele: Modele, paires: list[Appariement]) -> Candidat:
    """Le candidat, sans les colonnes facultatives qui changent d'une ligne à l'autre d'une clé.

    Un export de lots répète chaque opération : le montant d'un lot n'est pas celui de l'opération.
    """
    entetes = {p.colonne.nom: p.entete for p in paires}
    if not modele.cle or not set(modele.cle) <= set(entetes):
        return Candidat(modele, brute, paires)
    table = pd.DataFrame({e: brute.valeurs(brute.entetes.index(e)) for e in entetes.values()})
    groupes = table.groupby([entetes[c] for c in modele.cle], sort=False)
    fixes = {e for e in entetes.values() if (groupes[e].nunique() <= 1).all()}
    gardees = [p for p in paires if p.colonne.obligatoire or p.entete in fixes]
    return Candidat(modele, brute, gardees)


def ecrire_source(nom: str, candidat: Candidat, *, commun: bool = False) -> str:
    """Le texte YAML d'une source, questions comprises.

    `commun` : le dossier dit pour toutes ses sources d'où elles viennent et leur règle de secret.
    """
    modele, brute, paires = candidat.modele, candidat.brute, candidat.paires
    sures = [p for p in paires if p.sure]
    lignes = [
        f"  {nom}:",
        f"    fichier: {texte_yaml(brute.fichier.name)}",
        f"    modele: {modele.nom}  # {modele.description}",
        *_propre(modele, commun=commun),
        "    colonnes:" + (" {}" if not sures else ""),
        *(f"      {p.colonne.nom}: {texte_yaml(p.entete)}  # {_confiance(p)}" for p in sures),
        *_a_confirmer(modele, paires),
        *_constantes(modele, paires),
        *_valeurs(brute, paires),
        *_si_rempli(brute, paires),
        *_totaux(brute, modele),
        *_non_lues(brute, paires),
    ]
    return "\n".join(lignes) + "\n"


def texte_yaml(valeur: str) -> str:
    """Un texte YAML entre guillemets, sans ambiguïté."""
    return json.dumps(valeur, ensure_ascii=False)


def _propre(modele: Modele, *, commun: bool) -> list[str]:
    """Règle de secret et provenance, quand le dossier ne les dit pas pour toutes ses sources."""
    if commun:
        return ["    secret: entreprises"] if modele.nom == "structure" else []
    return [
        "    secret: null  # QUESTION : quelle règle de secret s'applique à cette source ?",
        "    carte:        # QUESTION : d'où vient ce fichier ?",
        "      {document: null, producteur: null, date: null}",
    ]


def _confiance(paire: Appariement) -> str:
    return f"confiance {paire.confiance:.0%}".replace("%", "\u00a0%")


def _absentes(modele: Modele, paires: list[Appariement]) -> list[Colonne]:
    trouvees = {p.colonne.nom for p in paires}
    return [c for c in modele.colonnes if c.obligatoire and c.nom not in trouvees]


def _a_confirmer(modele: Modele, paires: list[Appariement]) -> list[str]:
    """Colonnes douteuses, et colonnes exigées sans proposition."""
    entetes = {p.colonne.nom: p.entete for p in paires}
    lignes = [
        f"      {p.colonne.nom}: {texte_yaml(p.entete)}  # {_confiance(p)}"
        for p in paires
        if not p.sure
    ]
    for colonne in _absentes(modele, paires):
        meme = entetes.get(_MEME_ENTETE.get((modele.nom, colonne.nom), ""), "")
        if meme or not _constante(colonne):
            lignes.append(f"      {colonne.nom}: {texte_yaml(meme)}  # {colonne.description}")
    if not lignes:
        return []
    return ["    a_confirmer:  # QUESTION : déplacez sous « colonnes » ce qui est juste", *lignes]


def _constante(colonne: Colonne) -> bool:
    """Vrai si la colonne, absente du fichier, est peut-être la même partout."""
    return colonne.nom in _CONSTANTES or bool(colonne.valeurs) or colonne.type == "booleen"


def _constantes(modele: Modele, paires: list[Appariement]) -> list[str]:
    """Colonnes exigées qui sont peut-être la même partout : une valeur, ou une question."""
    lignes = []
    trouvees = {p.colonne.nom for p in paires}
    for colonne in _absentes(modele, paires):
        if _MEME_ENTETE.get((modele.nom, colonne.nom)) in trouvees:
            continue
        if colonne.nom in _CONSTANTES:
            lignes.append(f"      {colonne.nom}: {texte_yaml(_CONSTANTES[colonne.nom])}")
        elif _constante(colonne):
            choix = ", ".join(colonne.valeurs) or "oui, non"
            suite = f"null  # QUESTION : {colonne.description} : {choix} ?"
            lignes.append(f"      {colonne.nom}: {suite}")
    return ["    constantes:  # colonnes absentes du fichier, même valeur partout", *lignes] * bool(
        lignes
    )


def _valeurs(brute: TableBrute, paires: list[Appariement]) -> list[str]:
    """Traductions des modalités : sûres, ou null (QUESTION) si l'outil ne sait pas."""
    lignes = []
    trouvees = {p.colonne.nom for p in paires}
    if "code_qpv_entree" in trouvees and "statut_qpv" not in trouvees:
        lignes += ["      statut_qpv:", '        "": null  # QUESTION : sans code, NQP ou NR ?']
    for paire in (p for p in paires if p.colonne.valeurs and p.colonne.type != "liste"):
        mots = traductions(paire.colonne, brute.valeurs(brute.entetes.index(paire.entete)))
        if mots:
            lignes.append(f"      {paire.colonne.nom}:")
        for ecriture, valeur in mots.items():
            choix = ", ".join(paire.colonne.valeurs)
            suite = texte_yaml(valeur) if valeur else f"null  # QUESTION : {choix} ?"
            lignes.append(f"        {texte_yaml(ecriture)}: {suite}")
    return ["    valeurs:", *lignes] if lignes else []


def _si_rempli(brute: TableBrute, paires: list[Appariement]) -> list[str]:
    """Colonne exigée souvent vide : ses lignes vides ne concernent sans doute pas la source."""
    premieres = premieres_cellules(brute)
    donnees = [rang for rang, p in enumerate(premieres) if p and not annonce_un_total(str(p))]
    for paire in (p for p in paires if p.colonne.obligatoire):
        valeurs = brute.valeurs(brute.entetes.index(paire.entete))
        if sum(not valeurs[rang].strip() for rang in donnees) > _PART_VIDE * len(donnees):
            suite = "les lignes où il est vide sont mises à part"
            return [f"    si_rempli: {texte_yaml(paire.entete)}  # {suite}"]
    return []


def _totaux(brute: TableBrute, modele: Modele) -> Iterator[str]:
    """Les libellés de total que le modèle n'annonce pas déjà."""
    connus = {cle_entete(t) for t in modele.totaux}
    libelles = dict.fromkeys(str(v) for v in premieres_cellules(brute))
    trouves = [v for v in libelles if annonce_un_total(v) and cle_entete(v) not in connus]
    if trouves:
        yield f"    totaux: [{', '.join(map(texte_yaml, trouves))}]  # lignes mises à part"


def _non_lues(brute: TableBrute, paires: list[Appariement]) -> Iterator[str]:
    """Les colonnes de noms que l'outil a vues : dire qu'elles n'entrent pas."""
    lues = {p.entete for p in paires}
    noms = [e for e in brute.entetes if nominatif(e) and e not in lues]
    if noms:
        yield f"    # Jamais lues, car elles désignent des personnes : {', '.join(noms)}."
