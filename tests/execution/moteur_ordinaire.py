"""Exécute des carnets avec le moteur ordinaire de papermill, dans un processus à part.

Usage : python moteur_ordinaire.py DESTINATION NOM… ; écrit NOM.ipynb et NOM.echec (les classes de
l'exception levée, de la plus précise à la plus générale, ou rien).
"""

import sys
from pathlib import Path

import papermill

CARNETS = Path(__file__).parent / "carnets"
DU_PROJET = Path(__file__).parents[2] / "notebooks"
DELAIS = {"boucle_sans_fin": 1}
DELAI_DE_GARDE = 60


def chemin(nom: str) -> Path:
    """Le carnet d'essai de ce nom, sinon le carnet du projet."""
    essai = CARNETS / f"{nom}.ipynb"
    return essai if essai.exists() else DU_PROJET / f"{nom}.ipynb"


def main() -> None:
    destination, noms = Path(sys.argv[1]), sys.argv[2:]
    for nom in noms:
        echec = ""
        try:
            papermill.execute_notebook(
                chemin(nom),
                destination / f"{nom}.ipynb",
                progress_bar=False,
                execution_timeout=DELAIS.get(nom, DELAI_DE_GARDE),
                coalesce_streams=True,
            )
        except Exception as erreur:
            echec = " ".join(classe.__name__ for classe in type(erreur).__mro__)
        (destination / f"{nom}.echec").write_text(echec)


if __name__ == "__main__":
    main()
