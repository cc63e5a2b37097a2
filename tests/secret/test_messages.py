"""Ce que l'usager lit d'un refus, mot pour mot : la table, la cause, le remède, aucune valeur."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from carnets.erreurs import RefusSecret
from carnets.lecture.source import Ajustement
from carnets.secret import (
    Derivee,
    Effectif,
    Evolution,
    Montant,
    Moyenne,
    Nature,
    Table,
    Taux,
    declarer,
    lire_registre,
    publier_ensemble,
    seance,
)
from carnets.secret.ajustement import ajuster, regle_ajustee
from carnets.secret.application import relire
from carnets.secret.constat import Constat
from carnets.secret.depouillement import contributions
from carnets.secret.primaire import est_primaire
from carnets.secret.programme import SystemeIncompatible
from carnets.secret.protection import tout_fermer
from carnets.secret.regles import la_plus_stricte, regle
from carnets.secret.tableau import COLONNES, verifier_table
from tests.secret.fabrique import longue, table

RIEN = float("nan")
NATURES: dict[str, Nature] = {
    "salaries": Effectif(),
    "heures": Montant(),
    "taux": Taux("reussites", "examens"),
    "age": Moyenne("salaries"),
    "hausse": Evolution("salaries", "2018"),
    "etp": Derivee(("salaries",)),
}


def une(
    indicateur: str,
    valeur: float,
    numerateur: float = RIEN,
    denominateur: float = RIEN,
    *,
    etat: str = "ok",
    modalite: str = "",
) -> Table:
    ligne = ("30", "2019", indicateur, modalite, numerateur, denominateur, valeur, etat)
    donnees = pd.DataFrame([ligne], columns=list(COLONNES))
    return declarer(
        "t", donnees, source="s", regle="personnes_public", natures=NATURES, dimensions=("a", "b")
    )


def lue(**ligne: object) -> Callable[[], object]:
    """Une table d'une ligne, dont quelques colonnes changent."""
    base = dict(zip(COLONNES, ("30", "2019", "n", "", RIEN, RIEN, 40.0, "ok"), strict=True))
    return lambda: verifier_table(pd.DataFrame([{**base, **ligne}]), source="s")


def publiee(*tables: Table) -> Callable[[], object]:
    return lambda: publier_ensemble(tables, livrable="l")


def deux_territoires() -> Table:
    donnees = pd.concat([longue([("", 40)]), longue([("", 30)]).assign(territoire="31")])
    return declarer("t", donnees, source="s", regle="personnes_public", natures=NATURES)


def mal_relue() -> None:
    relire(table([("", 43)]), longue([("", 43)]), (), frozenset())


def contributions_incompletes() -> None:
    seule = table([("", 43)])
    contributions(
        declarer("t", seule.donnees, source="s", regle="personnes_public",
                 contributions=pd.DataFrame({"unites": [3]}))
    )  # fmt: skip


def contradiction() -> None:
    with tout_fermer():
        raise SystemeIncompatible


def version_incoherente() -> None:
    stricte = regle("personnes_public", source="s")
    ajuster(stricte, Ajustement(seuil=20, marge=19), source="s")


def registre_illisible(tmp: Path) -> None:
    (tmp / "registre.jsonl").write_text("{", encoding="utf-8")
    lire_registre(tmp / "registre.jsonl")


def seconde_publication() -> None:
    seance.ouvrir("l", ())
    try:
        seance.publier_ensemble([table([("", 43)])])
        seance.publier_ensemble([table([("", 43)], nom="seconde")])
    finally:
        seance.ouvrir("", ())


CAS: dict[str, Callable[[], object]] = {
    "assouplir": lambda: regle_ajustee(
        "fiscal", Ajustement(seuil=10, zeros="publies"), source="revenus"
    ),
    "ajuster sans objet": lambda: regle_ajustee(
        "fiscal", Ajustement(dominance=0.8), source="revenus"
    ),
    "ajuster de travers": version_incoherente,
    "nombre encore écrit": mal_relue,
    "deux valeurs": publiee(
        table([("f", 13)], nom="b"), table([("f", 14)], nom="a"), table([("f", 15)], nom="c")
    ),
    "sans nature": publiee(une("inconnu", 40)),
    "composantes": publiee(une("salaries", 40, modalite="f")),
    "effectif avec numérateur": publiee(une("salaries", 40, 20)),
    "effectif avec dénominateur": publiee(une("salaries", 40, RIEN, 20)),
    "taux sans numérateur": publiee(une("taux", 50, RIEN, 40)),
    "taux sans dénominateur": publiee(une("taux", 50, 20)),
    "moyenne avec numérateur": publiee(une("age", 30, 20, 40)),
    "moyenne sans effectif": publiee(une("age", 30)),
    "évolution avec numérateur": publiee(une("hausse", 3, 20)),
    "valeur négative": publiee(une("salaries", -1)),
    "montant sans contributions": publiee(une("heures", 40)),
    "état sans nombre": publiee(une("salaries", 40, etat="nd")),
    "nombre sans état": publiee(une("salaries", RIEN)),
    "contributions": contributions_incompletes,
    "déjà publiée sans nature": publiee(
        declarer("p", longue([("", 3)]), source="s", regle="deja_publie"), table([("", 43)])
    ),
    "effectif décimal": lambda: est_primaire(2.5, RIEN, regle("fiscal", source="s")),
    "deux tables d'un nom": publiee(table([("", 43)]), table([("", 43)])),
    "sans règle": lambda: regle(None, source="revenus"),
    "règle inconnue": lambda: regle("fiscale", source="revenus"),
    "règle future": lambda: regle("fiscal", source="revenus", au=date(1900, 1, 1)),
    "deux unités": lambda: la_plus_stricte(
        [regle(n, source="s") for n in ("fiscal", "entreprises")], source="a + b"
    ),
    "seconde publication": seconde_publication,
    "territoires sans emboîtement": publiee(deux_territoires()),
    "calcul sans sa cellule": publiee(une("etp", 12)),
    "évolution sans son départ": publiee(une("hausse", 3)),
    "parties et total": publiee(table([("", 45), ("f", 13), ("h", 30)])),
    "contradiction": contradiction,
    "colonne en trop": lambda: verifier_table(
        longue([("", 1)]).drop(columns=["etat", "valeur"]).assign(x=1, y=2), source="s"
    ),
    "colonne en moins": lambda: verifier_table(
        longue([("", 1)]).drop(columns=["etat"]), source="s"
    ),
    "clé qui n'est pas du texte": lue(modalite=RIEN),
    "deux fois la même ligne": lambda: verifier_table(longue([("", 1), ("", 1)]), source="s"),
    "état inconnu": lue(etat="secrète"),
    "secret qui garde un nombre": lue(etat="secret"),
}


MESSAGES = yaml.safe_load(Path(__file__).with_name("messages.yml").read_text("utf-8"))


@pytest.mark.parametrize("cas", CAS)
def test_un_refus_se_lit_mot_pour_mot(cas: str) -> None:
    with pytest.raises(RefusSecret) as refus:
        CAS[cas]()
    assert str(refus.value) == MESSAGES[cas]


def test_la_ligne_du_constat_compte_et_dit_les_accords() -> None:
    accords = ("Règle assouplie par la CAF.", "Règle assouplie par la région.")
    assert Constat(9, 2, 3, 1.5, (), accords, 0.1).ligne == (
        "Secret statistique : 9 cellules publiées, 2 masquées, 3 réunies à d'autres ; l'attaque du "
        "livrable n'en retrouve aucune. Règle assouplie par la CAF. Règle assouplie par la région."
    )
    assert Constat(9, 0, 0, None, (), (), 0.1).ligne == (
        "Secret statistique : 9 cellules publiées, aucune masquée."
    )
