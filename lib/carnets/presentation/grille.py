"""La grille d'une figure : les valeurs d'une table diffusable rangées en lignes et colonnes.

C'est ici, et ici seulement, qu'une figure lit ses valeurs : une valeur couverte par un signe
(secret, non disponible…) n'en sort jamais comme un nombre, donc ne se trace pas.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from carnets.dictionnaire import indicateur
from carnets.presentation.nombres import (
    INSECABLE,
    MENTIONS,
    SIGNEES,
    SIGNES,
    avec_unite,
    legende_signes,
)
from carnets.presentation.objets import type_charge
from carnets.presentation.tableaux import AXES, cellule_nombre, charge_tableau
from carnets.secret import Diffusable

Mode = Literal["valeur", "ecart", "standard"]
"""`valeur` : dans l'unité de l'indicateur ; `ecart` : signée, un pourcentage devenant des points ;
`standard` : en écarts-types."""

VIDE = float("nan")
PERIODES_DE_FRONT = 8


@dataclass(frozen=True)
class Case:
    """Une valeur à tracer et son texte ; sans valeur publiable, `valeur` est nan et le texte un
    signe."""

    valeur: float = VIDE
    etat: str = "nd"
    texte: str = SIGNES["nd"]

    @property
    def connue(self) -> bool:
        """La case porte un nombre que l'on peut tracer."""
        return not pd.isna(self.valeur)


@dataclass(frozen=True)
class Grille:
    """Cases d'une figure, par ligne et colonne, dans l'ordre de la table."""

    lignes: list[str]
    colonnes: list[str]
    mots: Mapping[str, str]
    axes: tuple[str, str]
    mode: Mode
    _rangees: Mapping[tuple[str, str], Mapping[str, Any]]
    _cases: dict[tuple[str, str], Case] = field(default_factory=dict)

    def case(self, ligne: str, colonne: str) -> Case:
        """La case, ou « … » si la table n'a pas cette combinaison."""
        cle = (ligne, colonne)
        if cle not in self._cases:
            rangee = self._rangees.get(cle)
            self._cases[cle] = Case() if rangee is None else _case(rangee, self.mode)
        return self._cases[cle]

    def __contains__(self, cle: tuple[str, str]) -> bool:
        return cle in self._rangees

    def nom(self, ligne: str, colonne: str) -> str:
        """Indicateur d'une case présente dans la table."""
        return str(self._rangees[ligne, colonne]["indicateur"])

    def mot(self, cle: str) -> str:
        """Libellé d'une ligne ou d'une colonne."""
        return self.mots.get(cle, cle)

    def etats(self, colonnes: Iterable[str] | None = None) -> set[str]:
        """États montrés par la figure."""
        retenues = list(self.colonnes if colonnes is None else colonnes)
        return {self.case(ligne, c).etat for ligne in self.lignes for c in retenues}

    def connues(self, colonne: str) -> list[str]:
        """Lignes dont la case de `colonne` porte un nombre."""
        return [ligne for ligne in self.lignes if self.case(ligne, colonne).connue]

    def triees(self, colonne: str) -> list[str]:
        """Lignes de la plus grande à la plus petite valeur ; celles sans valeur, à la fin."""
        connues = self.connues(colonne)
        sans = [ligne for ligne in self.lignes if ligne not in set(connues)]
        return sorted(connues, key=lambda ligne: -self.case(ligne, colonne).valeur) + sans

    def notes(self, notes: Sequence[str], *autres: str) -> list[str]:
        """Notes du carnet, notes de la figure, signes employés."""
        return [*notes, *autres, *legende_signes(self.etats())]

    def tableau(self, titre: str, source: str) -> type_charge:
        """Toutes les données de la figure, pour la page et l'annexe Excel.

        De longues séries y ont une ligne par période : une page ne porte pas vingt-quatre mois de
        front.
        """
        debout = self.axes[1] == "periode" and len(self.colonnes) > PERIODES_DE_FRONT
        lignes, colonnes = self.lignes, self.colonnes
        if debout:
            lignes, colonnes = colonnes, lignes
        return charge_tableau(
            titre=titre,
            entete=self._entete(self.axes[debout], lignes),
            colonnes=[{"cle": c, "libelle": self.mot(c), "genre": "nombre"} for c in colonnes],
            lignes=[
                {
                    "cle": ligne,
                    "entete": self.mot(ligne),
                    "role": "",
                    "cellules": [
                        self._cellule(*((c, ligne) if debout else (ligne, c))) for c in colonnes
                    ],
                }
                for ligne in lignes
            ],
            notes=legende_signes(self.etats()),
            source=source,
        )

    @staticmethod
    def _entete(axe: str, lignes: Sequence[str]) -> str:
        """« Mois » plutôt qu'« Année » quand les périodes en sont (`2021-10`)."""
        if axe == "periode" and all("-" in ligne for ligne in lignes):
            return "Mois"
        return AXES[axe] or "Modalité"

    def _cellule(self, ligne: str, colonne: str) -> type_charge:
        rangee = self._rangees.get((ligne, colonne))
        if rangee is None:
            return cellule_nombre({"valeur": VIDE, "etat": "nd"}, unite="", decimales=0)
        unite, decimales = _unite(str(rangee["indicateur"]), self.mode)
        nombre = cellule_nombre(rangee, unite=unite, decimales=decimales)
        return nombre | {"texte": self.case(ligne, colonne).texte}


def grille(
    donnees: Diffusable,
    *,
    lignes: str,
    colonnes: str,
    libelles: Mapping[str, str] | None = None,
    mode: Mode = "valeur",
) -> Grille:
    """Range une table diffusable selon deux de ses colonnes.

    Lève `ValueError` si la table est vide ou si deux rangées tombent dans la même case.
    """
    table = donnees.table
    if table.empty:
        raise ValueError("table vide : une figure se trace d'au moins une rangée, même masquée")
    doubles = table[table.duplicated([lignes, colonnes])]
    if not doubles.empty:
        cle = doubles.iloc[0]
        raise ValueError(
            f"deux valeurs pour ({cle[lignes]}, {cle[colonnes]}) : filtrez la table avant de la "
            "publier, ou choisissez une autre colonne"
        )
    noms = {str(nom): indicateur(str(nom)).libelle for nom in pd.unique(table["indicateur"])}
    rangees = {
        (str(r[lignes]), str(r[colonnes])): {str(c): v for c, v in r.items()}
        for r in table.to_dict("records")
    }
    cles = list(dict.fromkeys(c for _, c in rangees))
    return Grille(
        lignes=list(dict.fromkeys(ligne for ligne, _ in rangees)),
        # Le temps se lit dans l'ordre, quel que soit celui du fichier.
        colonnes=sorted(cles) if colonnes == "periode" else cles,
        mots={**noms, **donnees.territoires, **(libelles or {})},
        axes=(lignes, colonnes),
        mode=mode,
        _rangees=rangees,
    )


def un_seul(donnees: Diffusable, colonne: str) -> str:
    """La seule valeur de `colonne` ; lève `ValueError` si la table en porte plusieurs."""
    valeurs = [str(v) for v in pd.unique(donnees.table[colonne])]
    if len(valeurs) != 1:
        raise ValueError(
            f"une seule valeur attendue dans « {colonne} », reçu {len(valeurs)} "
            f"({', '.join(valeurs[:4])}) : filtrez la table avant de la publier"
        )
    return valeurs[0]


def exiger(grille_lue: Grille, *colonnes: str) -> None:
    """Lève `ValueError` si une colonne demandée n'est pas dans la table."""
    for colonne in colonnes:
        if colonne and colonne not in grille_lue.colonnes:
            raise ValueError(
                f"« {colonne} » n'est pas dans la table ; présents : "
                f"{', '.join(grille_lue.colonnes)}"
            )


def abreger(cles: Sequence[str], maximum: int, garder: str = "") -> tuple[list[str], list[str]]:
    """Les `maximum` rangées que la page peut porter, et celles qu'elle tait.

    On garde les premières, les dernières et la rangée mise en avant : une figure trop haute
    serait coupée ; le tableau des données, lui, les donne toutes.
    """
    if len(cles) <= maximum:
        return list(cles), []
    tete = (maximum + 1) // 2
    retenues = {*cles[:tete], *cles[len(cles) - (maximum - tete) :]}
    if garder in cles and garder not in retenues:
        retenues = (retenues - {cles[tete - 1]}) | {garder}
    return [c for c in cles if c in retenues], [c for c in cles if c not in retenues]


def note_abrege(tues: Sequence[str]) -> list[str]:
    """La phrase qui dit combien de rangées ne sont que dans les données."""
    if not tues:
        return []
    return [
        f"{len(tues)} rangées intermédiaires ne sont pas tracées : "
        "les données de la figure les donnent toutes."
    ]


def _case(rangee: Mapping[str, Any], mode: Mode) -> Case:
    etat = str(rangee["etat"])
    if etat in SIGNES:
        return Case(etat=etat, texte=SIGNES[etat])
    unite, decimales = _unite(str(rangee["indicateur"]), mode)
    valeur = float(rangee["valeur"])
    signe = mode != "valeur" or unite in SIGNEES
    texte = avec_unite(valeur, unite, decimales, signe=signe)
    mention = f"{INSECABLE}({MENTIONS[etat]})" if etat in MENTIONS else ""
    return Case(valeur, etat, texte + mention)


def _unite(nom: str, mode: Mode) -> tuple[str, int]:
    """Unité et décimales d'un indicateur : un écart de pourcentages se compte en points."""
    fiche = indicateur(nom)
    if mode == "standard":
        return "ecart", 1
    if mode == "ecart" and fiche.unite == "pourcentage":
        return "points", fiche.decimales
    return fiche.unite, fiche.decimales


def phrase_extremes(lue: Grille, lignes: Sequence[str], colonne: str) -> str:
    """« de 12,3 % (Gard) à 4,1 % (Lozère) » : les extrêmes, pour un texte de remplacement."""
    if not lignes:
        return "aucune valeur publiable"
    haut, bas = (choix(lignes, key=lambda c: lue.case(c, colonne).valeur) for choix in (max, min))
    bouts = [f"{lue.case(c, colonne).texte} ({lue.mot(c)})" for c in dict.fromkeys((haut, bas))]
    return f"de {bouts[0]} à {bouts[1]}" if len(bouts) > 1 else bouts[0]


def phrase_sans_valeur(sans: Sequence[str]) -> str:
    """Suite d'un texte de remplacement : combien de rangées n'ont pas de valeur."""
    if not sans:
        return ""
    return (
        f" ; {len(sans)} sans valeur publiable" if len(sans) > 1 else " ; 1 sans valeur publiable"
    )
