"""Cinquante livrables qui fuient, dessinés à la main, et des témoins qui ne fuient pas.

Une grille se lit comme une table publiée : `*` suit une cellule cachée ; la dernière colonne et
la dernière ligne sont les totaux. Seuil 5, marge 2 (règle personnes_partenaires).
"""

import math

import numpy as np
import pandas as pd

from carnets.secret import Effectif, Hierarchie, Montant, Nature, Registre, Table, Taux, declarer
from carnets.secret.cellules import Cle
from carnets.secret.masquage import Masque
from carnets.secret.registre import Entree
from carnets.secret.systeme import Systeme, assembler
from carnets.secret.tableau import COLONNES
from tests.secret.fabrique import apports, table

# Chaque grille dit pourquoi elle fuit.
GRILLES: dict[str, str] = {
    "une seule cachée": "3* 10 13 / 8 9 17 / 11 19 30",
    "une seule cachée, dernière ligne": "8 9 17 / 10 2* 12 / 18 11 29",
    "total de ligne caché seul": "8 9 17* / 10 12 22 / 18 21 39",
    "total général caché seul": "8 9 17 / 10 12 22 / 18 21 39*",
    "deux en ligne, seules en colonne": "3* 4* 7 / 8 9 17 / 11 13 24",
    "deux en colonne, seules en ligne": "3* 8 11 / 4* 9 13 / 7 17 24",
    "partie et total de ligne": "3* 10 13* / 8 9 17 / 11 19 30",
    "partie et total de colonne": "3* 10 13 / 8 9 17 / 11* 19 30",
    "partie et total général": "3* 10 13 / 8 9 17 / 11 19 30*",
    "escalier ouvert": "3* 9* 12 / 8 7* 15 / 11 16 27",
    "escalier ouvert à droite": "9* 3* 12 / 7* 8 15 / 16 11 27",
    "coin contre les totaux": "3* 10 13* / 8 9 17* / 11 19 30",
    "carré serré de uns": "1* 1* 2* / 1* 1* 2* / 2* 2* 4*",
    "couvrantes au seuil exact": "1* 5* 6 / 5* 1* 6 / 6 6 12",
    "couvrante au seuil, diagonale large": "2* 5* 7 / 5* 40* 45 / 7 45 52",
    "couvrantes à six": "1* 6* 7 / 6* 2* 8 / 7 8 15",
    "trois uns sous un total caché": "1* 1* 1* 3* / 9 8 7 24 / 10 9 8 27",
    "total primaire affiché par ses parties": "2* 2* 4* / 8 9 17 / 10 11 21",
    "ligne entière cachée, colonnes non": "3* 4* 7* / 8 9 17 / 11 13 24",
    "colonne entière cachée, lignes non": "3* 8 11 / 4* 9 13 / 7* 17 24",
    "trois cachées en L": "2* 6* 8 / 7* 9 16 / 9 15 24",
    "zéro en face": "0 3* 3* / 9 8 17 / 9 11 20",
    "deux rangées, chacune seule": "3* 10 13 / 8 2* 10 / 11 12 23",
    "diagonale de trois": "3* 10 9 22 / 8 2* 7 17 / 9 9 4* 22 / 20 21 20 61",
    "deux par ligne, colonne seule": "3* 6* 9 18 / 8 7* 4* 19 / 9 9 9 27 / 20 22 22 64",
    "chemin sans retour": "3* 6* 9 18 / 8 7* 9* 24 / 9 9 6* 24 / 20 22 24 66",
    "ligne de un, seul et voisin": "1* 3* 4* / 9* 8* 17 / 10 11 21",
    "une personne seule face à une autre": "1* 8* 9 / 8* 2* 10 / 9 10 19",
    "une personne seule au coin": "1* 9* 10 / 9* 3* 12 / 10 12 22",
    "deux personnes seules": "1* 9* 10 / 9* 1* 10 / 10 10 20",
    "couple caché sous un petit total montré": "1* 4* 5 / 9 8 17 / 10 12 22",
    "grand carré tendu": "4* 5* 9 / 5* 5* 10 / 9 10 19",
    "totaux cachés, parties montrées": "8 9 17* / 10 12 22* / 18* 21* 39",
    "cellule vue deux fois": "3* 10 13 / 8 9 17 / 11* 19* 30",
    "colonne unique": "3* 3* / 9 9 / 12 12",
    "somme de ligne proche du bas": "1* 1* 2* 9 13 / 8 7 6 9 30 / 9 8 8 18 43",
    "deux totaux cachés, une partie montrée": "3* 30 33* / 8 19 27* / 11* 49 60*",
    "diagonale trop serrée": "2* 20* 9 31 / 9 3* 20* 32 / 20* 9 4* 33 / 31 32 33 96",
}

TEMOINS: dict[str, str] = {
    "rien de caché": "8 9 17 / 10 12 22 / 18 21 39",
    "carré large": "3* 20* 23 / 20* 30* 50 / 23 50 73",
    "carré large dans une grande table": "3* 9 20* 32 / 9 9 9 27 / 20* 9 30* 59 / 32 27 59 118",
    "carré de trois à cinq": "3* 5* 8 / 5* 3* 8 / 8 8 16",
    "zéros montrés, reste large": "3* 0 3* / 0 9 9 / 3* 9 12*",
    "primaire de quatre": "4* 5* 9 / 6* 9* 15 / 10 14 24",
    "deux primaires sans croisement": "3* 3* / 2* 2* / 12 12 / 17 17",
    "diagonale assez large": "2* 20* 9 31 / 9 3* 20* 32 / 20* 9 2* 31 / 31 32 31 94",
    "croix avec totaux": "3* 20* 23 / 8 9 17 / 11* 29* 40",
}


def grille(dessin: str) -> tuple[Table, np.ndarray]:
    """Une table âge × sexe et la place de ses cellules cachées, dans l'ordre des lignes."""
    rangees = [rangee.split() for rangee in dessin.split(" / ")]
    lignes, cachees = [], []
    for age, rangee in enumerate(rangees):
        for sexe, marque in enumerate(rangee):
            nom_age = f"a{age}" if age < len(rangees) - 1 else ""
            nom_sexe = f"s{sexe}" if sexe < len(rangee) - 1 else ""
            lignes.append(
                (f"{nom_age}|{nom_sexe}" if nom_age or nom_sexe else "", float(marque.rstrip("*")))
            )
            cachees.append(marque.endswith("*"))
    return table(lignes, dimensions=("age", "sexe")), np.array(cachees)


def livrable(dessin: str) -> tuple[Systeme, Masque]:
    """Le système et le masque dessinés."""
    dessinee, cachees = grille(dessin)
    systeme = assembler((dessinee,), (), Registre())
    return systeme, Masque(cachees | systeme.doffice, np.zeros(len(systeme), dtype=bool))


Livrable = tuple[tuple[Table, ...], tuple[Hierarchie, ...], Registre, tuple[str, ...]]


def _ligne(
    territoire: str, indicateur: str, modalite: str, nombres: tuple[float, float, float] | float
) -> tuple[str, str, str, str, float, float, float, str]:
    simple = not isinstance(nombres, tuple)
    triplet = (math.nan, math.nan, nombres) if simple else nombres
    return (territoire, "2019", indicateur, modalite, *triplet, "ok")


def _table(
    nom: str,
    lignes: list[tuple[str, str, str, str, float, float, float, str]],
    natures: dict[str, Nature],
    *,
    regle: str = "personnes_partenaires",
    unites: dict[str, tuple[int, float]] | None = None,
) -> Table:
    donnees = pd.DataFrame(lignes, columns=list(COLONNES))
    return declarer(
        nom,
        donnees,
        source="s",
        regle=regle,
        natures=natures,
        dimensions=("sexe",),
        contributions=None if unites is None else apports(donnees, unites),
    )


_S: dict[str, Nature] = {"salaries": Effectif(), "sorties": Effectif()}
_T: dict[str, Nature] = {**_S, "taux": Taux("dynamiques", "sorties")}


def _effectifs(nom: str, *cellules: tuple[str, str, float], indicateur: str = "salaries") -> Table:
    return _table(nom, [_ligne(t, indicateur, m, n) for t, m, n in cellules], _S)


def _taux(partie: float, tout: float, *autres: tuple[str, str, str, float]) -> Table:
    lignes = [_ligne("30", "taux", "", (partie, tout, 100 * partie / tout))]
    return _table("t", [*lignes, *(_ligne(*autre) for autre in autres)], _T)


def _montants(valeurs: dict[str, float], unites: dict[str, tuple[int, float]]) -> Table:
    lignes = [_ligne("30", "heures", nom, valeur) for nom, valeur in valeurs.items()]
    natures: dict[str, Nature] = {"heures": Montant()}
    return _table("t", lignes, natures, regle="entreprises", unites=unites)


def _passe(*cellules: tuple[Cle, float | None]) -> Registre:
    return Registre(tuple(Entree(cle, valeur, "partenaires", "avant") for cle, valeur in cellules))


def _cle(indicateur: str, territoire: str = "30", **modalites: str) -> Cle:
    return Cle(territoire, "2019", indicateur, tuple(modalites.items()))


_QUARTIERS = Hierarchie("territoire", "30", ("q1", "q2"), "partielle")
_UNE = (Hierarchie("territoire", "2024", ("2015",), "partielle"),)
_RSA = (Hierarchie("sexe", "", ("rsa",), "recouvrante"),)
_SOMME = (Hierarchie("indicateur", "salaries", ("permanents", "insertion")),)
_TROIS: dict[str, Nature] = {nom: Effectif() for nom in ("salaries", "permanents", "insertion")}

# Le dernier élément nomme les cellules cachées, « territoire/indicateur/modalite ».
AUTRES: dict[str, Livrable] = {
    "taux : le complément est petit": ((_taux(38, 40),), (), Registre(), ()),
    "taux : dénominateur et complément montrés": (
        (_taux(3, 40),),
        (Hierarchie("indicateur", "sorties", ("dynamiques", "autres")),),
        _passe((_cle("autres"), 37.0)),
        ("30/dynamiques/",),
    ),
    "territoires : le reste de la commune est petit": (
        (_effectifs("t", ("30", "", 40), ("q1", "", 18), ("q2", "", 19)),),
        (_QUARTIERS,),
        Registre(),
        (),
    ),
    "périmètres 2015 et 2024 : trois personnes entre les deux": (
        (_effectifs("t", ("2024", "", 43), ("2015", "", 40)),),
        _UNE,
        Registre(),
        (),
    ),
    "trois étages : le secteur revient par son quartier": (
        (
            _effectifs(
                "t",
                *(("p", "", 40), ("q1", "", 30), ("q2", "", 10), ("s1", "", 27), ("s2", "", 3)),
            ),
        ),
        (
            Hierarchie("territoire", "p", ("q1", "q2")),
            Hierarchie("territoire", "q1", ("s1", "s2")),
        ),
        Registre(),
        ("s2/salaries/", "q2/salaries/"),
    ),
    "bénéficiaires : tous sauf deux": (
        (_effectifs("t", ("30", "", 50), ("30", "rsa", 48)),),
        _RSA,
        Registre(),
        (),
    ),
    "indicateurs qui s'additionnent": (
        (
            _table(
                "t",
                [_ligne("30", nom, "", n) for nom, n in zip(_TROIS, (20, 17, 3), strict=True)],
                _TROIS,
            ),
        ),
        _SOMME,
        Registre(),
        ("30/insertion/",),
    ),
    "tables liées : la marge cachée est montrée ailleurs": (
        (
            _effectifs("a", ("30", "f", 3), ("30", "h", 10)),
            _effectifs("b", ("30", "", 13)),
        ),
        (),
        Registre(),
        ("30/salaries/f",),
    ),
    "registre : le total a paru l'an passé": (
        (_effectifs("t", ("30", "f", 3), ("30", "h", 10)),),
        (Hierarchie("sexe", "", ("f", "h")),),
        _passe((_cle("salaries"), 13.0)),
        ("30/salaries/f",),
    ),
    "registre : une cellule jadis masquée revient par différence": (
        (_effectifs("t", ("30", "", 40), ("q1", "", 37)),),
        (Hierarchie("territoire", "30", ("q1", "q2")),),
        _passe((_cle("salaries", "q2"), None)),
        (),
    ),
    "montants : une seule entreprise cachée": (
        (_montants({"": 900, "f": 100, "h": 800}, {"": (9, 0.3), "f": (1, 1), "h": (8, 0.3)}),),
        (),
        Registre(),
        ("30/heures/f",),
    ),
    "montants : cellule dominée, sa complémentaire trop petite": (
        (
            _montants(
                {"": 1020, "a": 1000, "b": 10, "c": 10},
                {"": (30, 0.3), "a": (10, 0.9), "b": (10, 0.3), "c": (10, 0.3)},
            ),
        ),
        (),
        Registre(),
        ("30/heures/a", "30/heures/b"),
    ),
}


def autre_livrable(cas: Livrable) -> tuple[Systeme, Masque]:
    """Le système et le masque d'un cas de `AUTRES`."""
    tables, hierarchies, registre, cachees = cas
    systeme = assembler(tables, hierarchies, registre)
    noms = [
        f"{cle.territoire}/{cle.indicateur}/{'|'.join(nom for _, nom in cle.modalites)}"
        for cle in systeme.cles
    ]
    assert set(cachees) <= set(noms), noms
    masque = systeme.doffice | np.isin(noms, cachees)
    return systeme, Masque(masque, np.zeros(len(systeme), dtype=bool))
