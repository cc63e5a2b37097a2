"""Cas travaillés à la main, un fichier par indicateur sous `tests/cas`.

Un fichier nomme la fonction, les colonnes de ses tables et ses cas. Chaque cas donne les lignes,
les paramètres, la source ou le calcul à la main, et les lignes attendues du cadre long
[territoire, indicateur, modalité, valeur, état]. Valeur vide : absente.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from carnets.yaml_strict import charger_yaml

CAS = Path(__file__).parents[1] / "cas"
DTYPES = dict.fromkeys(("libelle", "territoire", "type_siae", "code_departement"), "str")


def _charger() -> list[Any]:
    parametres = []
    for fichier in sorted(CAS.glob("*.yml")):
        fiche = charger_yaml(fichier).valeur
        for cas in fiche["cas"]:
            parametres.append(pytest.param(fiche, cas, id=f"{fichier.stem}-{cas['nom']}"))
    return parametres


def _table(colonnes: list[str], lignes: list[list[Any]]) -> pd.DataFrame:
    table = pd.DataFrame(lignes, columns=colonnes)
    nombres = {c: "float64" for c in colonnes if table[c].isna().any() and c not in DTYPES}
    return table.astype(nombres | {c: "str" for c in colonnes if c in DTYPES})


@pytest.mark.parametrize(("fiche", "cas"), _charger())
def test_cas(fiche: dict[str, Any], cas: dict[str, Any]) -> None:
    module, _, nom = fiche["fonction"].rpartition(".")
    fonction = getattr(import_module(f"carnets.indicateurs.{module}"), nom)
    tables = [_table(colonnes, cas[table]) for table, colonnes in fiche.get("colonnes", {}).items()]
    resultat = fonction(*tables, *cas.get("valeurs", []), **cas.get("parametres", {}))
    for territoire, indicateur, modalite, valeur, etat in cas["attendu"]:
        lignes = resultat[
            (resultat["territoire"] == territoire)
            & (resultat["indicateur"] == indicateur)
            & (resultat["modalite"] == modalite)
        ]
        assert len(lignes) == 1, f"{territoire} {indicateur} {modalite} : {len(lignes)} lignes"
        attendue = float("nan") if valeur is None else valeur
        marge = fiche["marge"]
        assert lignes["valeur"].item() == pytest.approx(attendue, abs=marge, nan_ok=True)
        assert lignes["etat"].item() == etat


def test_au_moins_cinq_cas_par_fichier() -> None:
    for fichier in CAS.glob("*.yml"):
        fiche = charger_yaml(fichier).valeur
        assert len(fiche["cas"]) >= 5, fichier.name
        assert all(cas["source"] for cas in fiche["cas"]), fichier.name
