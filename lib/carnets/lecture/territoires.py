"""Les territoires d'un dossier tirés de ses sources : les quartiers, et ce qui les contient."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from carnets.codes import departement_du_quartier
from carnets.lecture.geographie import referentiel


class TerritoireTire(NamedTuple):
    """Un territoire et celui qui le contient ; un EPCI, parfois à cheval, n'en a pas."""

    code: str
    libelle: str
    type: str
    parent: str | None


def territoires_des_quartiers(
    quartiers: pd.DataFrame, communes: pd.DataFrame
) -> tuple[TerritoireTire, ...]:
    """Régions, départements, EPCI et communes qui ont un quartier, puis les quartiers.

    Colonnes lues : `code_qpv, libelle, code_commune` (vide si la liste l'ignore) ; `code_commune,
    commune, code_epci, libelle_epci`. Une région se code `R76`, que rien ne confond avec un
    département. Un quartier à cheval sur deux communes est dans celle que la liste lui donne.
    """
    siens = communes[communes["code_commune"].isin(quartiers["code_commune"].dropna())]
    codes = {departement_du_quartier(code) for code in quartiers["code_qpv"]}
    departements = referentiel("departements")
    departements = departements[departements["code"].isin(codes)]
    regions = referentiel("regions")
    regions = regions[regions["code"].isin(departements["region"])]
    connus = set(siens["code_commune"])
    return (
        *_tires(zip("R" + regions["code"], regions["libelle"], strict=True), "region"),
        *_tires(
            zip(departements["code"], departements["libelle"], strict=True),
            "departement",
            parents=list("R" + departements["region"]),
        ),
        *_tires(_epci(siens), "epci"),
        *_tires(
            zip(siens["code_commune"], siens["commune"], strict=True),
            "commune",
            parents=list(siens["code_departement"]),
        ),
        *_tires(
            zip(quartiers["code_qpv"], quartiers["libelle"], strict=True),
            "qpv",
            parents=[c if c in connus else None for c in quartiers["code_commune"]],
        ),
    )


def _epci(communes: pd.DataFrame) -> Iterable[tuple[str, str]]:
    epci = communes.dropna(subset=["code_epci"]).drop_duplicates("code_epci")
    return zip(epci["code_epci"], epci["libelle_epci"], strict=True)


def _tires(
    paires: Iterable[tuple[str, str]], type_: str, parents: list[str | None] | None = None
) -> list[TerritoireTire]:
    lues = list(paires)
    peres = parents or [None] * len(lues)
    return [
        # Un quartier sans nom publié porte son code.
        TerritoireTire(str(code), nom if isinstance(nom, str) and nom else str(code), type_, pere)
        for (code, nom), pere in zip(lues, peres, strict=True)
    ]
