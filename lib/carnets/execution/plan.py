"""Le plan d'un lot : quels livrables, dans quel ordre, et pourquoi chacun est à refaire."""

import ast
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from carnets.chemins import CARNETS
from carnets.dossier import Dossier
from carnets.erreurs import UsageIncorrect
from carnets.execution.livrables import Format, place_du_livrable
from carnets.execution.livraison import RECU, empreinte
from carnets.execution.parametrage import lire_enonce, modele_de, valider_parametres
from carnets.execution.programme import VERSION, empreinte_du_code
from carnets.execution.recus import lire
from carnets.execution.reponses import Repondeur
from carnets.execution.taches import Tache, recu_en_place

TOUS = "tous"
PAQUET = 64
"""Livrables dont les fichiers sont relus à la fois."""

MOTS = {
    "table": "la table « {0} » a changé",
    "lignes": "les lignes {1} = « {2} » de la table « {0} » ont changé",
    "agregat": "le calcul {0} sur les tables {1} donne un autre résultat",
    "couverture": "la couverture de la table « {0} » a changé",
    "journal": "le journal de qualité a changé",
    "fiche": "dossier.yml a changé",
    "parametre": "le paramètre {0} a changé",
    "parametres": "la liste des paramètres a changé",
    "indicateur": "la fiche de l'indicateur {0} a changé",
}


@dataclass(frozen=True)
class Commande:
    """Un livrable demandé ; `dossier`, s'il est déjà chargé, pour ne pas le relire."""

    carnet: Path
    parametres: Mapping[str, object]
    dossier: Dossier | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Decision:
    """Une tâche et ce qui oblige à la faire ; sans raison, le livrable en place est à jour."""

    tache: Tache
    raisons: tuple[str, ...]


def planifier(
    commandes: Sequence[Commande],
    repondeurs: Mapping[str, Repondeur],
    *,
    sortie: Path,
    formats: tuple[Format, ...],
    jeton: str = "",
    tout_refaire: bool = False,
    strict: bool | None = None,
) -> list[Decision]:
    """Une décision par commande, dans le même ordre ; les protégées dans celui de leur protection.

    `strict` : refuse tout contenu libre ; par défaut, pour les seuls dossiers de microdonnées.
    Lève `UsageIncorrect` si un territoire ou une année est inconnu, ou si deux commandes font le
    même livrable.
    """
    modeles = {c: modele_de(lire_enonce(c)) for c in {commande.carnet for commande in commandes}}
    taches, absolue = [], str(sortie.resolve())
    for commande in commandes:
        retenus = valider_parametres(modeles[commande.carnet], commande.parametres)
        dossier = repondeurs[retenus["dossier"]].dossier
        place = _place(commande.carnet, dossier, retenus)
        tache = Tache(
            carnet=_nom(commande.carnet),
            parametres=retenus,
            formats=formats,
            place=place,
            sortie=absolue,
            ancien=recu_en_place(sortie / place),
            jeton=jeton,
            code=empreinte_du_code(),
            strict=dossier.confidentiel if strict is None else strict,
            confidentiel=dossier.confidentiel,
        )
        taches.append(tache)
    _refuser_les_doublons(taches)
    if tout_refaire:
        decisions = [Decision(t, ("tout est à refaire (--tout-refaire)",)) for t in taches]
    else:
        carnets = [commande.carnet for commande in commandes]
        decisions = list(_examiner(taches, carnets, repondeurs))
    return _ranger_les_protegees(decisions, repondeurs)


def _refuser_les_doublons(taches: Sequence[Tache]) -> None:
    for place, nombre in Counter(tache.place for tache in taches).items():
        if nombre > 1:
            raise UsageIncorrect(f"Le livrable {place} est demandé deux fois ; ôtez un doublon.")


def _place(carnet: Path, dossier: Dossier, parametres: Mapping[str, Any]) -> PurePosixPath:
    """Où paraîtra ce livrable ; lève `UsageIncorrect` si le territoire ou l'année est inconnu."""
    annee = dossier.exiger_annee(parametres["annee"])
    territoire = dossier.territoire(parametres["territoire"])
    return place_du_livrable(dossier.nom, carnet.stem, territoire.code, annee)


def _ranger_les_protegees(
    decisions: list[Decision], repondeurs: Mapping[str, Repondeur]
) -> list[Decision]:
    """Les livrables de microdonnées en dernier, du plus ancien au plus récent, les grands d'abord.

    Chacun tient compte de ce que montrent les précédents : l'ordre est donc toujours le même, et
    un territoire passe avant ceux qu'il contient.
    """
    libres = [d for d in decisions if not d.tache.confidentiel]
    protegees = sorted(
        (d for d in decisions if d.tache.confidentiel),
        key=lambda d: _rang(d.tache, repondeurs[d.tache.parametres["dossier"]].dossier),
    )
    a_faire = [d.tache.place for d in protegees if d.raisons]
    for numero, decision in enumerate(protegees):
        if decision.raisons:
            apres = a_faire[a_faire.index(decision.tache.place) + 1 :]
            tache = replace(decision.tache, en_attente=tuple(apres))
            protegees[numero] = replace(decision, tache=tache)
    return libres + protegees


def _rang(tache: Tache, dossier: Dossier) -> tuple[int, int, str, str]:
    code, profondeur = str(tache.parametres["territoire"]), 0
    while parent := dossier.territoire(code).parent:
        code, profondeur = parent, profondeur + 1
    return (
        int(tache.parametres["annee"]),
        profondeur,
        str(tache.parametres["territoire"]),
        tache.carnet,
    )


def territoires_demandes(demande: str, dossier: Dossier, carnet: Path) -> list[str]:
    """Codes des territoires d'un lot.

    `demande` : « tous » ceux que le carnet accepte, des codes séparés par des virgules, ou un
    fichier de texte d'un code par ligne. Vide : les livrables que déclare le dossier.
    """
    if demande == TOUS:
        types = types_acceptes(carnet, dossier)
        return [t.code for t in dossier.territoires if not types or t.type in types]
    if demande:
        # os.path, et non Path : une longue liste de codes n'est pas un nom de fichier, sans panne.
        est_un_fichier = os.path.isfile(demande)  # noqa: PTH113
        texte = Path(demande).read_text(encoding="utf-8-sig") if est_un_fichier else demande
        codes = [c.strip() for c in texte.replace("\n", ",").split(",") if c.strip()]
        return [dossier.territoire(code).code for code in dict.fromkeys(codes)]
    declares = [livrable.territoire for livrable in dossier.livrables]
    return list(dict.fromkeys(declares))


def types_acceptes(carnet: Path, dossier: Dossier) -> set[str]:
    """Types de territoire que le carnet exige (`.exiger("projet")`), vide s'il n'exige rien.

    Ceux que son argument `microdonnees` ajoute ne le sont que d'un dossier de microdonnées.
    """
    types: set[str] = set()
    for cellule in lire_enonce(carnet).cells:
        if cellule.cell_type == "code" and ".exiger(" in cellule.source:
            for appel in _appels_d_exiger(cellule.source):
                ajouts = [a.value for a in appel.keywords if dossier.confidentiel]
                types |= {*_textes(appel.args), *_textes(ajouts)}
    return types


def _appels_d_exiger(source: str) -> Iterator[ast.Call]:
    for noeud in ast.walk(ast.parse(source)):
        if (
            isinstance(noeud, ast.Call)
            and isinstance(noeud.func, ast.Attribute)
            and noeud.func.attr == "exiger"
        ):
            yield noeud


def _textes(noeuds: Iterable[ast.AST]) -> Iterator[str]:
    """Les textes écrits en toutes lettres, dans une suite ou non."""
    for noeud in noeuds:
        for dedans in ast.walk(noeud):
            if isinstance(dedans, ast.Constant):
                yield str(dedans.value)


def _nom(carnet: Path) -> str:
    """Un carnet du projet se désigne par son nom : un ouvrier d'une autre machine a le sien."""
    return carnet.stem if carnet.parent == CARNETS else str(carnet)


def _examiner(
    taches: Sequence[Tache], carnets: Sequence[Path], repondeurs: Mapping[str, Repondeur]
) -> Iterator[Decision]:
    """Ce que dit le reçu de chaque tâche, et ce que sont devenus ses fichiers.

    Par paquets, les fichiers d'abord : relus pendant que l'interprète compare des reçus, les fils
    l'attendraient.
    """
    with ThreadPoolExecutor() as fils:
        for debut in range(0, len(taches), PAQUET):
            paquet = taches[debut : debut + PAQUET]
            recus = [_recu(tache) for tache in paquet]
            alterations = list(fils.map(_alterations, paquet, recus))
            for tache, carnet, recu, alterees in zip(
                paquet, carnets[debut : debut + PAQUET], recus, alterations, strict=True
            ):
                ecarts = _ecarts(recu, tache, carnet, repondeurs[tache.parametres["dossier"]])
                yield Decision(tache, (*ecarts, *alterees))


def _recu(tache: Tache) -> dict[str, Any]:
    """Le reçu en place ; vide s'il n'y en a pas, ou s'il a été abîmé depuis."""
    if not tache.ancien:
        return {}
    try:
        return lire((Path(tache.sortie) / tache.place / RECU).read_bytes())
    except ValueError:
        return {}


def _perime(recu: Mapping[str, Any], tache: Tache) -> str:
    """Ce qui dispense de comparer ; vide si le reçu est de ce programme."""
    if not recu:
        return "son reçu est illisible" if tache.ancien else "pas encore livré"
    if recu.get("version") != VERSION:
        return "reçu d'une version antérieure de carnets"
    if recu["empreinte_code"] != tache.code:
        # Un calcul d'alors peut ne plus exister : ses réponses ne se comparent pas.
        return "le programme, ses gabarits ou ses référentiels ont changé"
    return ""


def _ecarts(
    recu: Mapping[str, Any], tache: Tache, carnet: Path, repondeur: Repondeur
) -> Iterator[str]:
    if perime := _perime(recu, tache):
        yield perime
        return
    if recu["empreinte_carnet"] != empreinte(carnet.read_bytes()):
        yield "le carnet a changé"
    if recu["strict"] != tache.strict:
        yield "le contenu libre n'est plus admis" if tache.strict else "le contenu libre est admis"
    if recu["parametres"] != tache.parametres:
        yield "les paramètres de l'exécution ont changé"
    presents = {nom.rsplit(".", 1)[1] for nom in recu["sorties"]}
    for format_ in tache.formats:
        if format_ not in presents:
            yield f"le format {format_} manque"
    for genre, *reste in repondeur.changees(recu["lus"]):
        yield MOTS[genre].format(*reste)


def _alterations(tache: Tache, recu: Mapping[str, Any]) -> list[str]:
    if _perime(recu, tache):
        return []
    destination = Path(tache.sortie) / tache.place
    alterations = (_alteration(destination / nom, h) for nom, h in recu["sorties"].items())
    return [alteration for alteration in alterations if alteration]


def _alteration(fichier: Path, attendue: str) -> str:
    """Chaque fichier est relu en entier : ni sa date ni sa taille ne disent qu'il est intact."""
    try:
        octets = fichier.read_bytes()
    except OSError:
        return f"le fichier {fichier.name} a disparu"
    return "" if empreinte(octets) == attendue else f"le fichier {fichier.name} a été modifié"
