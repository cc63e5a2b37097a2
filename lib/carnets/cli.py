"""Commandes `carnets` : des arguments aux appels, sans logique."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import click
import typer
from rich.console import Console

from carnets.chemins import RAPPORTS
from carnets.erreurs import ErreurUtilisateur

app = typer.Typer(
    name="carnets",
    help="Carnets d'analyse de la politique de la ville : un dossier entre, un livrable sort.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help", "--aide"]},
)
# L'aide reste lisible dans un terminal de 80 colonnes : ni couleur forcée, ni cadre.
console = Console(highlight=False, soft_wrap=True)

Sortie = Annotated[Path, typer.Option("--sortie", help="Dossier où livrer.")]


@app.callback()
def _carnets() -> None:
    """Sans rôle propre : rend `carnets` toujours suivi d'une commande."""


@app.command("rendre")
def rendre(
    carnet: Annotated[str, typer.Argument(help="Nom sous notebooks/, ou fichier .ipynb.")],
    dossier: Annotated[str, typer.Option("--dossier", help="Nom sous data/, ou chemin.")],
    parametres: Annotated[
        list[str] | None, typer.Option("-p", "--parametre", help="nom=valeur, à répéter.")
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", help="html, pdf, docx ou xlsx, à répéter ; tous par défaut."),
    ] = None,
    sortie: Sortie = RAPPORTS,
) -> None:
    """Rend un livrable : un carnet, un dossier, un territoire, une année."""
    from carnets.execution import commandes

    livre = commandes.rendre_un(carnet, dossier, parametres or [], formats or [], sortie)
    console.print(f"Livré : {livre}")


@app.command("rapports")
def rapports(sortie: Sortie = RAPPORTS) -> None:
    """Rend les livrables que déclare chaque dossier de data/."""
    from carnets.execution import commandes

    for livre in commandes.rendre_tout(sortie):
        console.print(f"Livré : {livre}")
    console.print(f"Liste : {sortie / 'index.html'}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Point d'entrée : une erreur d'utilisateur donne un message et un code, jamais de trace."""
    try:
        code = app(args=arguments, standalone_mode=False)
    except ErreurUtilisateur as erreur:
        _dire(str(erreur))
        sys.exit(erreur.code)
    except click.UsageError as erreur:
        _dire(_en_francais(erreur))
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _dire("Interrompu ; rien n'a été livré à moitié.")
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


def _dire(message: str) -> None:
    print(message, file=sys.stderr)


def _en_francais(erreur: click.UsageError) -> str:
    """Les fautes de commande les plus courantes, dites en français."""
    aide = f"Voir « {erreur.ctx.command_path if erreur.ctx else 'carnets'} --aide »."
    if isinstance(erreur, click.NoSuchOption):
        proches = f" ; vouliez-vous dire {', '.join(erreur.possibilities)} ?" if (
            erreur.possibilities
        ) else "."
        return f"Option inconnue : {erreur.option_name}{proches} {aide}"
    if isinstance(erreur, click.MissingParameter):
        nom = (erreur.param.opts[0] if erreur.param else "") or ""
        return f"Il manque {nom.upper() if not nom.startswith('-') else nom}. {aide}"
    if isinstance(erreur, click.BadParameter) and erreur.param:
        return f"Valeur refusée pour {erreur.param.opts[0]}. {aide}"
    return f"Commande mal écrite ({erreur.format_message()}). {aide}"
