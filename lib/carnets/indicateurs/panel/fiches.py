"""Le dictionnaire du panel : ce que mesure chacun de ses indicateurs, et ce qui s'y compare."""

import pandas as pd

from carnets.comparabilite import Famille, famille
from carnets.modeles import modele

COLONNES_FICHES = (
    "indicateur",
    "theme",
    "colonne",
    "libelle",
    "unite",
    "famille",
    "note",
    "editions",
    "annees_reference",
    "comparaison",
)
_MODELES = {"filosofi": "panel_filosofi_qpv"}
_FILOSOFI = Famille(
    nom="filosofi", theme="filosofi", colonnes=("*",), note="", annees={}, consecutives=True
)


def fiches_du_panel(panel: pd.DataFrame) -> pd.DataFrame:
    """Une ligne par indicateur du panel, triée par nom.

    Colonnes lues : `theme, indicateur, edition, annee_reference`. Sortie : `COLONNES_FICHES` ;
    `colonne` est celle du modèle, `note` la colonne d'avertissement qui la couvre, `editions` et
    `annees_reference` ce que le panel en a, `comparaison` ce que le dictionnaire permet.
    """
    groupes = panel.groupby(["theme", "indicateur"], sort=True)
    fiches = [_fiche(str(theme), str(nom), lignes) for (theme, nom), lignes in groupes]
    return pd.DataFrame(fiches, columns=list(COLONNES_FICHES)).sort_values(
        "indicateur", ignore_index=True
    )


def _fiche(theme: str, indicateur: str, lignes: pd.DataFrame) -> tuple[str, ...]:
    nom = indicateur.removeprefix(f"{theme}_")
    colonne = modele(_MODELES.get(theme, f"insee_qpv_{theme}")).colonne(nom)
    regle = _FILOSOFI if theme == "filosofi" else famille(theme, nom)
    annees = sorted({int(a) for a in lignes["annee_reference"].dropna()})
    return (
        indicateur,
        theme,
        nom,
        colonne.description,
        colonne.unite,
        regle.nom,
        regle.note,
        _suite(sorted(set(lignes["edition"]))),
        _suite(annees) or "non établies",
        _comparaison(regle, etablies=bool(lignes["annee_reference"].notna().all())),
    )


def _comparaison(regle: Famille, *, etablies: bool) -> str:
    if not etablies:
        return "entre territoires d'une même édition seulement : années de référence non établies"
    if not regle.consecutives:
        return "entre territoires ; dans le temps, jamais deux années consécutives"
    return "entre territoires, et dans le temps à géographie égale"


def _suite(valeurs: list[str] | list[int]) -> str:
    return ", ".join(map(str, valeurs))
