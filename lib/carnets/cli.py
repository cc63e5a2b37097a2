"""Commandes `carnets` : des arguments aux appels, sans logique."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from carnets.chemins import RAPPORTS
from carnets.erreurs import (
    DonneesRefusees,
    ErreurUtilisateur,
    LotIncomplet,
    UsageIncorrect,
)
from carnets.fautes_de_commande import faute_en_francais

app = typer.Typer(
    name="carnets",
    help="Carnets d'analyse de la politique de la ville : un dossier entre, un livrable sort.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    options_metavar="[OPTIONS]",
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    context_settings={"help_option_names": ["--aide", "-h", "--help"]},
)
APPELS_A_L_AIDE = {"--aide", "-h", "--help"}
AIDE = "Affiche cette aide."
console = Console(highlight=False, soft_wrap=True)

Strict = Annotated[
    bool | None,
    typer.Option(
        "--strict/--contenu-libre",
        help="Refuse, ou admet, ce qu'une cellule affiche sans passer par le secret statistique ; "
        "refusé par défaut quand le dossier contient des microdonnées.",
    ),
]
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
    strict: Strict = None,
    sortie: Sortie = RAPPORTS,
) -> None:
    """Rend un livrable : un carnet, un dossier, un territoire, une année."""
    from carnets.execution import commandes

    livre = commandes.rendre_un(
        carnet, dossier, parametres or [], formats or [], sortie, strict=strict
    )
    console.print(f"Livré : {livre}")


@app.command("rapports")
def rapports(sortie: Sortie = RAPPORTS) -> None:
    """Rend les livrables que déclare chaque dossier de data/."""
    from carnets.execution import commandes
    from carnets.execution.progression import Progression

    with Progression(console) as suivi:
        resume = commandes.rendre_tout(sortie, suivi)
    _conclure(resume, sortie)


@app.command("lot")
def lot(
    carnet: Annotated[str, typer.Option("--carnet", help="Nom sous notebooks/, ou .ipynb.")],
    dossier: Annotated[str, typer.Option("--dossier", help="Nom sous data/, ou chemin.")],
    territoires: Annotated[
        str,
        typer.Option(
            "--territoires",
            help="Codes séparés par des virgules, fichier d'un code par ligne, ou « tous » ; "
            "par défaut ceux que le dossier déclare.",
        ),
    ] = "",
    parametres: Annotated[
        list[str] | None, typer.Option("-p", "--parametre", help="nom=valeur, à répéter.")
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", help="html, pdf, docx ou xlsx, à répéter ; tous par défaut."),
    ] = None,
    travailleurs: Annotated[
        int | None,
        typer.Option(
            "--travailleurs",
            help="Livrables à la fois ; par défaut, selon les cœurs, la mémoire libre et le lot.",
        ),
    ] = None,
    cluster: Annotated[
        str, typer.Option("--cluster", help="Adresse d'un ordonnanceur Dask (tcp://…:8786).")
    ] = "",
    reprendre: Annotated[
        bool,
        typer.Option("--reprendre/--tout-refaire", help="Ne refait que ce qui a changé, ou tout."),
    ] = True,
    essai: Annotated[bool, typer.Option("--essai", help="Montre le plan, ne fait rien.")] = False,
    pourquoi: Annotated[
        bool, typer.Option("--pourquoi", help="Dit pourquoi chaque livrable est à faire.")
    ] = False,
    strict: Strict = None,
    sortie: Sortie = RAPPORTS,
) -> None:
    """Rend un livrable par territoire ; relancé, il reprend où il en était."""
    from carnets.execution import commandes
    from carnets.execution.progression import Progression, plan_en_texte

    demandees = commandes.commandes_du_lot(carnet, dossier, territoires, parametres or [])
    if essai or pourquoi:
        plan = commandes.prevoir(
            demandees, formats or [], sortie, tout_refaire=not reprendre, strict=strict
        )
        console.print(plan_en_texte(plan, pourquoi=pourquoi))
    if essai:
        return
    with Progression(console) as suivi:
        resume = commandes.lancer(
            demandees,
            formats or [],
            sortie,
            travailleurs=travailleurs,
            cluster=cluster,
            tout_refaire=not reprendre,
            strict=strict,
            suivi=suivi,
        )
    _conclure(resume, sortie)


def _conclure(resume: Any, sortie: Path) -> None:
    """Résumé et liste ; un échec, et le lot finit par le code 6."""
    from carnets.execution.progression import resume_en_texte

    console.print(resume_en_texte(resume))
    console.print(f"Liste : {sortie / 'index.html'}")
    if resume.echecs:
        raise LotIncomplet(
            f"{len(resume.echecs)} livrable(s) en échec, les autres sont livrés : corrigez la "
            "cause puis relancez la même commande, rien d'autre ne sera refait."
        )


@app.command("verifier")
def verifier(
    dossier: Annotated[str, typer.Argument(help="Nom sous data/, ou chemin.")],
    json: Annotated[bool, typer.Option("--json", help="Rapport pour une machine.")] = False,
    rejets: Annotated[
        Path | None,
        typer.Option("--rejets", help="Où créer rejets/ ; dans le dossier par défaut."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Page HTML du rapport, à créer.")
    ] = None,
) -> None:
    """Contrôle un dossier : ce qui est lu, réparé, refusé, et pourquoi."""
    from carnets.dossier import trouver_dossier
    from carnets.lecture.page_controle import page_controle
    from carnets.lecture.rejets import ecrire_rejets
    from carnets.verification import verifier as controler

    rapport = controler(dossier)
    print(rapport.en_json() if json else rapport.en_texte())
    for ecrit in ecrire_rejets(rapport, rejets or trouver_dossier(dossier)):
        print(f"Lignes refusées : {ecrit}", file=sys.stderr)
    if html is not None:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(page_controle(rapport), encoding="utf-8", newline="\n")
    if not rapport.conforme:
        raise DonneesRefusees("Des données sont refusées : voir le rapport ci-dessus.")


@app.command("nouveau")
def nouveau(
    destination: Annotated[Path, typer.Argument(help="Dossier à créer.")],
    fichiers: Annotated[list[Path], typer.Argument(help="Exports bruts.")],
    modele: Annotated[
        str | None, typer.Option("--modele", help="Modèle de tous les fichiers ; proposé sinon.")
    ] = None,
    pour: Annotated[
        str | None,
        typer.Option("--pour", help="Carnet à rendre : ses sources sont cherchées partout."),
    ] = None,
) -> None:
    """Prépare un dossier à partir d'exports bruts, et propose la correspondance des colonnes."""
    from carnets.nouveau import nouveau as preparer

    cree = preparer(destination, modele, fichiers, pour)
    console.print(
        f"Créé : {cree}. Répondez aux questions de dossier.yml, puis : carnets verifier {cree}"
    )


@app.command("modele")
def modele(
    nom: Annotated[str, typer.Argument(help="Nom du modèle.")],
    vers: Annotated[
        Path,
        typer.Option(
            "--vers",
            help="Fichier à créer : .xlsx classeur vierge, .md dictionnaire, .json Table Schema, "
            ".csv exemple fictif.",
        ),
    ],
) -> None:
    """Écrit ce qu'un modèle donne : classeur vierge à listes, dictionnaire, schéma, exemple."""
    from carnets.modeles import modele as trouver
    from carnets.modeles.derives import ecrire_derive

    console.print(f"Créé : {ecrire_derive(trouver(nom), vers)}")


@app.command("exemple")
def exemple(
    destination: Annotated[Path, typer.Argument(help="Dossier à créer.")],
    graine: Annotated[int, typer.Option("--graine", help="Même graine, mêmes données.")] = 1,
    personnes: Annotated[int, typer.Option("--personnes", help="Nombre de personnes.")] = 400,
) -> None:
    """Écrit un dossier complet de données fictives."""
    from carnets.exemple import exemple as inventer

    console.print(f"Créé : {inventer(destination, graine, personnes)}")


@app.command("sources")
def sources(
    ordre: Annotated[
        list[str],
        typer.Argument(metavar="[telecharger] DOSSIER", help="Nom sous data/, ou chemin."),
    ],
) -> None:
    """Liste les fichiers officiels d'un dossier ; « telecharger » prend ceux qui manquent."""
    from carnets.sources import besoins, rapport
    from carnets.telechargement import telecharger

    *action, dossier = ordre
    if action not in ([], ["telecharger"]):
        raise UsageIncorrect("Écrivez : carnets sources [telecharger] DOSSIER.")
    demandes = besoins(dossier)
    if action:
        telecharger(demandes, console.print)
        demandes = besoins(dossier)
    print(rapport(demandes))
    if not all(b.conforme for b in demandes):
        raise DonneesRefusees("Des fichiers officiels manquent ou diffèrent : voir ci-dessus.")


@app.command("panel")
def panel(
    dossier: Annotated[str, typer.Argument(help="Nom sous data/, ou chemin.")],
    vers: Annotated[Path, typer.Option("--vers", help="Répertoire à créer.")],
) -> None:
    """Écrit le panel long des quartiers : Parquet, CSV, Table Schema, dictionnaire."""
    from carnets.panel import exporter

    for fichier in exporter(dossier, vers):
        console.print(f"Créé : {fichier}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Point d'entrée : une erreur d'utilisateur donne un message et un code, jamais de trace."""
    demandes = sys.argv[1:] if arguments is None else list(arguments)
    racine: Any = typer.main.get_command(app)
    if not demandes or APPELS_A_L_AIDE & set(demandes):
        _parler_francais(racine)
    try:
        code = racine.main(demandes, prog_name="carnets", standalone_mode=False)
    except ErreurUtilisateur as erreur:
        _finir(str(erreur), erreur.code)
    except typer.Abort:
        _finir("Interrompu ; rien n'a été livré à moitié.", 130)
    except typer.TyperException as erreur:
        connues = [str(c.name) for c in app.registered_commands]
        _finir(faute_en_francais(erreur, connues), UsageIncorrect.code)
    sys.exit(code if isinstance(code, int) else 0)


def _parler_francais(racine: Any) -> None:
    """L'aide mise en français, jusque dans l'option d'aide ; seule une aide demandée l'attend."""
    from typer import rich_utils

    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
    rich_utils.DEFAULT_STRING = "[par défaut : {}]"
    contexte = racine.make_context("carnets", [], resilient_parsing=True)
    racine.get_help_option(contexte).help = AIDE
    for nom, suite in racine.commands.items():
        propre = suite.make_context(nom, [], parent=contexte, resilient_parsing=True)
        suite.get_help_option(propre).help = AIDE


def _finir(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(code)
