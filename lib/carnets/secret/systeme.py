"""Toutes les tables d'un livrable comme UN système linéaire : cellules et relations."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from carnets.erreurs import RefusSecret
from carnets.secret.attaque import Booleens
from carnets.secret.cellules import Cle, hierarchies_evidentes
from carnets.secret.chantier import Cellule, Chantier, Visibilite
from carnets.secret.coherence import verifier
from carnets.secret.declarations import Hierarchie, Table
from carnets.secret.depouillement import Ligne, depouiller
from carnets.secret.programme import Creuse, Reels
from carnets.secret.registre import Registre
from carnets.secret.regles import Regle
from carnets.secret.relations import Relation, ecrire_relations


@dataclass(frozen=True)
class Systeme:
    """Cellules en colonnes, relations en lignes (matrice · valeurs = 0).

    `primaires` : interdites par leur règle. `affichees` : dans une table du
    livrable. `masquables` : on peut les cacher.
    `doffice` : jamais affichées ou déjà masquées. `surveillees` : si cachées, leur intervalle
    doit atteindre `marges`. `seuils`, `planchers`, `poids` : dans l'unité de la cellule ; `poids`
    est ce que compte une unité, `seuils` 0 quand le seuil ne borne pas la valeur (`montants`).
    """

    cles: tuple[Cle, ...]
    valeurs: Reels
    entieres: Booleens
    uniques: Booleens
    primaires: Booleens
    affichees: Booleens
    masquables: Booleens
    doffice: Booleens
    surveillees: Booleens
    seuils: Reels
    planchers: Reels
    poids: Reels
    montants: Booleens
    marges: Reels
    habituelles: Booleens
    matrice: Reels
    tables: tuple[frozenset[str], ...]
    lignes: tuple[Ligne, ...]

    def __len__(self) -> int:
        return len(self.cles)

    @cached_property
    def relations(self) -> Creuse:
        """La matrice sans ses zéros, qui en font presque tout."""
        return sparse.csr_array(self.matrice)


def assembler(
    tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...], registre: Registre
) -> Systeme:
    """Assemble le système. Erreur : RefusSecret si les chiffres se contredisent."""
    _exiger_emboitements(tables, hierarchies)
    recueil = depouiller(tables)
    chantier = recueil.chantier
    regle = plus_stricte(tables)
    natures = {nom: nature for table in tables for nom, nature in table.natures.items()}
    lu = registre.sur(_territoires(tables, hierarchies))
    lu.completer(chantier, regle, _indicateurs_lies(hierarchies), natures)
    toutes = (*hierarchies, *hierarchies_evidentes(tables, hierarchies))
    relations = ecrire_relations(chantier, toutes, recueil.parts, regle)
    _exiger_cellules(tables, recueil.lignes, chantier)
    cles, relations = _en_jeu(chantier, relations, recueil.lignes)
    verifier(chantier, relations, cles, regle)
    return _en_tableaux(chantier, relations, cles, tuple(recueil.lignes), registre)


def _indicateurs_lies(hierarchies: tuple[Hierarchie, ...]) -> frozenset[str]:
    liees = [h for h in hierarchies if h.axe == "indicateur"]
    return frozenset(nom for h in liees for nom in (h.total, *h.parties))


def plus_stricte(tables: tuple[Table, ...]) -> Regle:
    """La règle au plus haut seuil : elle vaut pour les cellules que personne n'affiche."""
    return max((table.regle for table in tables), key=lambda regle: (regle.seuil, regle.marge))


def _territoires(tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...]) -> frozenset[str]:
    emboites = [h for h in hierarchies if h.axe == "territoire"]
    return frozenset(code for table in tables for code in table.donnees["territoire"]).union(
        *((h.total, *h.parties) for h in emboites)
    )


def _exiger_emboitements(tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...]) -> None:
    territoires, lies = _territoires(tables, ()), _territoires((), hierarchies)
    if len(territoires) > 1 and not territoires <= lies:
        raise RefusSecret(
            "Le livrable montre plusieurs territoires sans dire comment tous s'emboîtent "
            f"({', '.join(f'« {code} »' for code in sorted(territoires - lies))}). "
            "Déclarez une Hierarchie sur l'axe « territoire » (mode « partielle » si les parties "
            "ne font pas tout), sans quoi une différence entre eux ne serait pas vérifiée."
        )


def _exiger_cellules(tables: tuple[Table, ...], lignes: list[Ligne], chantier: Chantier) -> None:
    """Un bout d'évolution absent du livrable et du registre n'est protégé par personne."""
    donnees = {table.nom: table.donnees for table in tables}
    for ligne in lignes:
        absentes = [cle for cle in ligne.valeur if cle not in chantier.cellules]
        if absentes and not math.isnan(donnees[ligne.table]["valeur"].iloc[ligne.rang]):
            raise RefusSecret(
                f"Table « {ligne.table} » : un nombre se calcule à partir de « "
                f"{absentes[0].indicateur} », période « {absentes[0].periode} », absent du "
                "livrable et du registre. Ajoutez-le à une table du livrable."
            )


def _en_jeu(
    chantier: Chantier, relations: tuple[Relation, ...], lignes: list[Ligne]
) -> tuple[tuple[Cle, ...], tuple[Relation, ...]]:
    """Les cellules que citent les tables, celles qui en disent quelque chose, et par où.

    Deux relations se parlent par une cellule que le lecteur ne connaît pas encore ; par une
    cellule déjà lue ailleurs, rien ne passe. Le registre d'une région n'entre donc pas en entier.
    """
    rang = {cle: numero for numero, cle in enumerate(chantier.cellules)}
    citees = {c for li in lignes for c in (*li.numerateur, *li.denominateur, *li.valeur)}
    cellules = [(relation.total, *relation.parties) for relation in relations]
    inconnues = [
        (ligne, rang[cle])
        for ligne, cles in enumerate(cellules)
        for cle in cles
        if cle in citees or chantier.cellules[cle].visibilite is not Visibilite.CONNUE
    ]
    numeros = _composantes(inconnues, len(relations), len(rang))
    vus = {numeros[len(relations) + rang[cle]] for cle in citees if cle in rang}
    gardees = [ligne for ligne in range(len(relations)) if numeros[ligne] in vus]
    en_jeu = citees.union(*(cellules[ligne] for ligne in gardees))
    return tuple(c for c in rang if c in en_jeu), tuple(relations[ligne] for ligne in gardees)


def _composantes(couples: list[tuple[int, int]], lignes: int, colonnes: int) -> list[int]:
    """Numéro du morceau de chaque ligne, puis de chaque colonne, que relient ces couples."""
    de, vers = np.array(couples, dtype=np.intp).reshape(-1, 2).T
    taille = lignes + colonnes
    graphe = sparse.coo_array((np.ones(len(de)), (de, lignes + vers)), (taille, taille))
    return list(connected_components(graphe)[1])


def _en_tableaux(
    chantier: Chantier,
    relations: tuple[Relation, ...],
    cles: tuple[Cle, ...],
    lignes: tuple[Ligne, ...],
    registre: Registre,
) -> Systeme:
    rang = {cle: numero for numero, cle in enumerate(cles)}
    matrice = np.zeros((len(relations), len(cles)))
    for ligne, relation in enumerate(relations):
        matrice[ligne, [rang[partie] for partie in relation.parties]] = -1
        matrice[ligne, rang[relation.total]] = 1
    return _systeme([chantier.cellules[cle] for cle in cles], matrice, lignes, registre)


def _systeme(
    cellules: list[Cellule], matrice: Reels, lignes: tuple[Ligne, ...], registre: Registre
) -> Systeme:
    inconnues = _vrais(c.inconnue for c in cellules)
    publiees = _vrais(c.visibilite is Visibilite.PUBLIEE for c in cellules) & ~inconnues
    connues = _vrais(c.visibilite is Visibilite.CONNUE for c in cellules)
    valeurs = np.array([c.valeur for c in cellules])
    proches = np.isclose(valeurs, np.round(valeurs))
    primaires = _vrais(c.primaire for c in cellules) & ~connues
    structurelles = _vrais(c.structurelle for c in cellules)
    implicites = _vrais(c.visibilite is Visibilite.IMPLICITE for c in cellules)
    entieres = _vrais(c.entiere for c in cellules)
    return Systeme(
        cles=tuple(c.cle for c in cellules),
        valeurs=np.where(entieres & proches, np.round(valeurs), valeurs),
        entieres=entieres,
        uniques=_vrais(c.unites == 1 for c in cellules),
        primaires=primaires,
        affichees=~implicites & ~inconnues & _vrais(len(c.tables) > 0 for c in cellules),
        masquables=publiees & ~structurelles & (valeurs > 0),
        doffice=implicites | inconnues | _vrais(c.forcee for c in cellules),
        surveillees=(publiees | primaires) & ~structurelles,
        seuils=np.array([0 if c.inconnue else c.seuil * c.poids for c in cellules]),
        planchers=np.array([c.plancher * c.poids for c in cellules]),
        poids=np.array([c.poids for c in cellules]),
        montants=_vrais(c.montant for c in cellules) & ~inconnues,
        marges=_marges(cellules, primaires),
        habituelles=_vrais(registre.habituelle(c.cle) for c in cellules),
        matrice=matrice,
        tables=tuple(frozenset(c.tables) for c in cellules),
        lignes=lignes,
    )


def _vrais(reponses: Iterable[bool]) -> Booleens:
    """Un oui ou non par cellule ; un livrable peut n'en avoir aucune."""
    return np.array(list(reponses), dtype=bool)


def _marges(cellules: list[Cellule], primaires: Booleens) -> Reels:
    """Marge de chaque cellule ; un montant caché pour en couvrir un autre prend la sienne.

    S'il y en a à couvrir dans le livrable, leurs marges sont sûres ; celles du registre, estimées.
    """
    marges = np.array([c.marge for c in cellules])
    d_ici = _vrais(bool(c.tables) for c in cellules)
    for indicateur in {c.cle.indicateur for c in cellules if c.montant}:
        ici = _vrais(c.cle.indicateur == indicateur for c in cellules)
        couvertes = ici & primaires & d_ici if np.any(ici & primaires & d_ici) else ici & primaires
        if np.any(couvertes):
            plancher = marges[couvertes].min()
            marges[ici & ~primaires] = np.minimum(marges[ici & ~primaires], plancher)
    return marges
