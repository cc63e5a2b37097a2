"""Toutes les tables d'un livrable comme UN système linéaire : cellules et relations."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from carnets.erreurs import RefusSecret
from carnets.secret.attaque import Booleens, Reels, morceaux
from carnets.secret.cellules import Cle, hierarchies_evidentes
from carnets.secret.chantier import Cellule, Chantier, Visibilite
from carnets.secret.declarations import Hierarchie, Table
from carnets.secret.depouillement import Ligne, depouiller
from carnets.secret.registre import Registre
from carnets.secret.regles import Regle
from carnets.secret.relations import Relation, ecrire_relations

TOLERANCE = 1e-6  # part du total : des montants décimaux s'additionnent à un cheveu près


class ChiffresContradictoires(RefusSecret):
    """Les chiffres à publier, et ceux déjà publiés, ne peuvent pas être vrais ensemble."""


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


def assembler(
    tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...], registre: Registre
) -> Systeme:
    """Assemble le système. Erreur : RefusSecret si les chiffres se contredisent."""
    _exiger_emboitements(tables, hierarchies)
    recueil = depouiller(tables)
    chantier = recueil.chantier
    regle = plus_stricte(tables)
    registre.completer(chantier, regle, _indicateurs_lies(hierarchies))
    toutes = (*hierarchies, *hierarchies_evidentes(tables, hierarchies))
    relations = ecrire_relations(chantier, toutes, recueil.parts, regle)
    _exiger_cellules(tables, recueil.lignes, chantier)
    _verifier(chantier, relations)
    return _en_tableaux(chantier, relations, tuple(recueil.lignes), registre)


def _indicateurs_lies(hierarchies: tuple[Hierarchie, ...]) -> frozenset[str]:
    liees = [h for h in hierarchies if h.axe == "indicateur"]
    return frozenset(nom for h in liees for nom in (h.total, *h.parties))


def plus_stricte(tables: tuple[Table, ...]) -> Regle:
    """La règle au plus haut seuil : elle vaut pour les cellules que personne n'affiche."""
    return max((table.regle for table in tables), key=lambda regle: (regle.seuil, regle.marge))


def _exiger_emboitements(tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...]) -> None:
    territoires = {code for table in tables for code in table.donnees["territoire"]}
    lies = {h.total for h in hierarchies if h.axe == "territoire"} | {
        partie for h in hierarchies if h.axe == "territoire" for partie in h.parties
    }
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


def _verifier(chantier: Chantier, relations: tuple[Relation, ...]) -> None:
    """Refuse ce qui ne s'additionne pas ; complète ce que nous ne connaissons pas non plus."""
    for relation in relations:
        total = chantier.cellules[relation.total].valeur
        somme = sum(chantier.cellules[partie].valeur for partie in relation.parties)
        if abs(total - somme) > TOLERANCE * max(1.0, abs(total)):
            raise _incoherence(relation)
        if any(chantier.cellules[c].valeur < -TOLERANCE for c in relation.parties):
            raise _incoherence(relation)
    _completer(chantier, relations)


def _incoherence(relation: Relation) -> ChiffresContradictoires:
    total = relation.total
    return ChiffresContradictoires(
        f"Indicateur « {total.indicateur} », territoire « {total.territoire} », période "
        f"« {total.periode} » : les parties sur « {relation.origine} » ne font pas leur total. "
        "L'attaque suppose qu'elles le font : corrigez les données, ou déclarez une Hierarchie "
        "« partielle » (il reste quelque chose) ou « recouvrante » (les parties se recoupent)."
    )


def _completer(chantier: Chantier, relations: tuple[Relation, ...]) -> None:
    """Donne aux cellules inconnues des valeurs possibles : l'attaque n'en demande pas plus."""
    inconnues = [cle for cle, cellule in chantier.cellules.items() if math.isnan(cellule.valeur)]
    if not inconnues:
        return
    rang = {cle: numero for numero, cle in enumerate(inconnues)}
    concernees = [r for r in relations if any(c in rang for c in (r.total, *r.parties))]
    matrice, second = np.zeros((len(concernees), len(rang))), np.zeros(len(concernees))
    for ligne, relation in enumerate(concernees):
        for cle, signe in ((relation.total, 1.0), *((p, -1.0) for p in relation.parties)):
            if cle in rang:
                matrice[ligne, rang[cle]] = signe
            else:
                second[ligne] -= signe * chantier.cellules[cle].valeur
    solution = _resoudre_inconnues(matrice, second)
    if solution is None:
        raise _incoherence(concernees[0])
    for cle, numero in rang.items():
        chantier.cellules[cle].valeur = float(solution[numero])


def _resoudre_inconnues(matrice: Reels, second: Reels) -> Reels | None:
    if not len(second):
        return np.zeros(matrice.shape[1])
    resultat = linprog(np.ones(matrice.shape[1]), A_eq=matrice, b_eq=second)
    if resultat.status == 2:
        return None
    if resultat.status != 0:
        raise RuntimeError(f"HiGHS s'est arrêté (état {resultat.status})")
    return np.asarray(resultat.x)


def _en_tableaux(
    chantier: Chantier,
    relations: tuple[Relation, ...],
    lignes: tuple[Ligne, ...],
    registre: Registre,
) -> Systeme:
    cellules = list(chantier.cellules.values())
    rang = {cellule.cle: numero for numero, cellule in enumerate(cellules)}
    matrice = np.zeros((len(relations), len(cellules)))
    for ligne, relation in enumerate(relations):
        matrice[ligne, [rang[partie] for partie in relation.parties]] = -1
        matrice[ligne, rang[relation.total]] = 1
    citees = {
        c for ligne in lignes for c in (*ligne.numerateur, *ligne.denominateur, *ligne.valeur)
    }
    gardees = _reliees(matrice, _vrais(cellule.cle in citees for cellule in cellules))
    cellules = [cellules[numero] for numero in np.flatnonzero(gardees)]
    matrice = matrice[:, gardees]
    return _systeme(cellules, matrice[np.any(matrice != 0, axis=1)], lignes, registre)


def _reliees(matrice: Reels, citees: Booleens) -> Booleens:
    """Un morceau dont le livrable ne montre rien (registre seul) n'a rien à faire ici."""
    numero = morceaux(matrice)
    return np.isin(numero, numero[citees])


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
    """Marge de chaque cellule ; un montant caché pour en couvrir un autre prend la sienne."""
    marges = np.array([c.marge for c in cellules])
    for indicateur in {c.cle.indicateur for c in cellules if c.montant}:
        ici = _vrais(c.cle.indicateur == indicateur for c in cellules)
        if np.any(ici & primaires):
            plancher = marges[ici & primaires].min()
            marges[ici & ~primaires] = np.minimum(marges[ici & ~primaires], plancher)
    return marges
