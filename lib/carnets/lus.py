"""Ce qu'un carnet lit : la liste des questions qu'il pose aux données, aux paramètres, aux mots.

Un livrable n'est à refaire que si la réponse à l'une de ses questions a changé. Ce module ne
retient que les questions ; `execution.reponses` en calcule les empreintes. Il n'importe rien de
`carnets`.

Questions : `table` (source), `lignes` (source, colonne, valeur), `agregat` (calcul, sources,
arguments, puis colonnes et valeurs s'il n'en est cité que des lignes), `couverture` (source),
`journal`, `parametre` (nom), `parametres` (la liste des noms), `indicateur` (nom).
"""

Question = tuple[str, ...]

_posees: set[Question] = set()


def noter(*question: str) -> None:
    """Retient une question posée par ce processus ; la reposer ne change rien."""
    _posees.add(question)


def relever() -> list[Question]:
    """Les questions posées jusqu'ici, triées."""
    return sorted(_posees)


def oublier() -> None:
    """Repart d'une liste vide : ce qui précède n'appartient pas au carnet qui va s'exécuter."""
    _posees.clear()
