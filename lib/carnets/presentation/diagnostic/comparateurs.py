"""Les territoires de comparaison, l'évolution, le passage 2015→2024, les éditions."""

import pandas as pd

from carnets.dictionnaire import indicateur
from carnets.indicateurs import territoire
from carnets.presentation.diagnostic.composition import (
    ANNEE_FILOSOFI,
    DEUX_POINTS,
    FRANCE,
    STATISTIQUES,
    Diagnostic,
)
from carnets.presentation.diagnostic.editions import FICHIERS
from carnets.presentation.diagnostic.mots import mots
from carnets.presentation.diagnostic.tables import sans_quartier
from carnets.presentation.diagnostic.themes import SUIVIS, THEMES
from carnets.presentation.objets import Objet, note
from carnets.presentation.tableaux import Disposition, tableau, tableau_texte
from carnets.secret import Diffusable

COMPARES = ("revenu_disponible_median", "indice_gini", "rapport_s80_s20", "taux_pauvrete")
ETAGES = ("commune", "epci", "departement", "region", "france")
NIVEAUX = {
    "commune": " (commune)",
    "epci": "",
    "departement": " (département)",
    "region": " (région)",
    "france": "",
}
"""Ce qui distingue La Réunion, département, de La Réunion, région."""

FRANCE_FILOSOFI = "1"


def comparateurs(d: Diagnostic) -> Diffusable:
    """Quartiers, commune, EPCI, département, région et France, revenus d'une même année."""
    serie = d.etude.lignes("filosofi_quartiers", "code_qpv", *d.quartiers)
    # Un quartier absent de la série (l'outre-mer) garde sa ligne, sans valeur.
    annee = serie[serie["annee"] == ANNEE_FILOSOFI].set_index("code_qpv").reindex(d.quartiers)
    sienne = territoire.serie_des_revenus(annee.assign(annee=ANNEE_FILOSOFI).reset_index())
    cadres = [sienne, *_etages(d), _reperes(d)]
    cadre = pd.concat([c for c in cadres if len(c)], ignore_index=True)
    cadre = cadre[cadre["indicateur"].isin(COMPARES)]
    for nom in COMPARES[:3]:
        territoire.exiger_meme_annee(cadre, nom)
    presents = [e for e in ETAGES if d.a(f"filosofi_{e}")]
    return d.publier(cadre, "filosofi_quartiers", *(f"filosofi_{e}" for e in presents))


def _etages(d: Diagnostic) -> list[pd.DataFrame]:
    """La ligne de chaque territoire englobant, s'il est unique et si le dossier l'a."""
    cadres = []
    for etage, (code, _) in englobants(d).items():
        if d.a(f"filosofi_{etage}"):
            lu = FRANCE_FILOSOFI if etage == "france" else code.removeprefix("R")
            lignes = d.etude.lignes(f"filosofi_{etage}", "codgeo", lu)
            cadres.append(territoire.comparateurs(lignes, territoire=f"{etage}:{code}"))
    return cadres


def englobants(d: Diagnostic) -> dict[str, tuple[str, str]]:
    """Étage → code et libellé du territoire qui contient tous les quartiers montrés."""
    noms, trouves = d.etude.dossier.libelles, {}
    for etage in ETAGES[:-1]:
        codes = [str(c) for c in d.siens[f"code_{etage}"].dropna().unique()]
        if len(codes) == 1:
            trouves[etage] = (codes[0], noms.get(codes[0], codes[0]))
    trouves["france"] = (FRANCE, "France métropolitaine")
    return trouves


def _reperes(d: Diagnostic) -> pd.DataFrame:
    groupes = [FRANCE, *d.groupes]
    lus = d.etude.agregat(
        territoire.reperes_de_la_serie,
        "quartiers",
        "communes",
        "filosofi_quartiers",
        ou={"territoire": groupes},
        annee=ANNEE_FILOSOFI,
    )
    periodes = pd.Series(str(ANNEE_FILOSOFI), index=lus["indicateur"].unique())
    return territoire.reperes_en_lignes(lus, periodes, STATISTIQUES)


def libelles_des_territoires(d: Diagnostic) -> dict[str, str]:
    """Les libellés des territoires englobants, niveau compris, du plus petit au plus grand."""
    return {f"{e}:{code}": f"{nom}{NIVEAUX[e]}" for e, (code, nom) in englobants(d).items()}


def tableau_comparateurs(d: Diagnostic, revenus: Diffusable) -> Objet:
    """Les mêmes revenus, la même année, du quartier à la France ; voir `comparateurs`."""
    noms = libelles_des_territoires(d)
    reperes = {cle: f"Quartiers{DEUX_POINTS}{mot}" for cle, mot in d.libelles_reperes().items()}
    return tableau(
        revenus.choisir(indicateur=COMPARES, territoire=[*d.quartiers, *noms, *reperes]),
        titre=f"Revenus et inégalités en {ANNEE_FILOSOFI}, du quartier à la France",
        source=d.etude.citer("filosofi_quartiers"),
        disposition=Disposition(
            entete="Territoire",
            roles={d.code: "accent", **dict.fromkeys(reperes, "repere")},
            libelles={**d.noms, **noms, **reperes, **mots(COMPARES)},
        ),
        notes=[
            "Les fichiers par commune, EPCI, département et région ne donnent pas le taux de "
            "pauvreté. Aucun comparateur hors des quartiers n'est fourni pour l'emploi, les "
            "demandeurs d'emploi et les prestations. Sans ligne : non couvert par "
            "Filosofi.",
        ],
    )


def avant_comparable(d: Diagnostic) -> str:
    """L'édition la plus récente dont les revenus se comparent à ceux du diagnostic."""
    for edition in reversed(d.editions["revn"][:-1]):
        admis, _ = territoire.comparables(list(SUIVIS), avant=edition, apres=d.edition)
        if admis and edition in d.editions["demo"]:
            return edition
    return ""


def tableau_evolution(d: Diagnostic) -> Objet:
    """Ce qui a changé depuis l'édition comparable ; ce qui ne se compare pas n'y est pas."""
    avant = avant_comparable(d)
    if not avant or not d.quartiers:
        return note(
            "Aucune édition comparable",
            "Le dossier ne porte aucune édition antérieure que le dictionnaire permette de "
            "comparer à celle-ci.",
            nature="limite",
        )
    admis, _ = territoire.comparables(list(SUIVIS), avant=avant, apres=d.edition)
    cadre = d.suivis(avant, admis)
    cadre = cadre[cadre["territoire"].isin(d.quartiers)]
    evolutions = pd.concat(
        [territoire.evolution(cadre, n, avant=avant, apres=d.edition) for n in admis]
    )
    sources = [d.source(f, e) for e in (avant, d.edition) for f in ("demo", "revn")]
    if evolutions["valeur"].notna().sum() == 0:
        return note(
            "Évolution non disponible",
            f"Aucun des indicateurs comparables n'est publié pour ce territoire à la fois dans les "
            f"éditions {avant} et {d.edition}.",
            nature="limite",
        )
    donnees = d.publier(evolutions, *sources[:2])
    return tableau(
        donnees,
        titre=f"Ce qui a changé entre les éditions {avant} et {d.edition}",
        source=d.etude.citer(*sources),
        disposition=Disposition(
            lignes="territoire", colonnes="modalite", entete="Quartier",
            libelles={**d.noms, **{n: _evolue(d, n, avant) for n in admis}},
        ),
        notes=[
            "Un pourcentage évolue en points, un montant ou un effectif en %. Les revenus sont en "
            "euros courants : l'inflation n'en est pas retirée.",
        ],
    )  # fmt: skip


def _evolue(d: Diagnostic, nom: str, avant: str) -> str:
    debut, fin = territoire.exiger_comparables(nom, (avant, d.edition))
    return f"{indicateur(nom).libelle}, {debut}-{fin}"


def tableau_incomparables(d: Diagnostic) -> Objet:
    """Les indicateurs des thèmes qui ne se comparent pas à l'édition d'avant, et pourquoi."""
    avant = avant_comparable(d) or d.editions["revn"][0]
    noms = [n for theme in THEMES.values() for n in theme.en_liste]
    _, refuses = territoire.comparables(list(dict.fromkeys(noms)), avant=avant, apres=d.edition)
    motifs: dict[str, list[str]] = {}
    for nom, motif in refuses.items():
        motifs.setdefault(motif, []).append(indicateur(nom).libelle)
    return tableau_texte(
        f"Ce qui ne se compare pas à l'édition {avant}",
        ("Motif", "Indicateurs"),
        [
            (motif[:1].upper() + motif[1:], " ; ".join(libelles))
            for motif, libelles in motifs.items()
        ]
        or [("Tout se compare", "")],
    )


def tableau_editions(d: Diagnostic) -> Objet:
    """Chaque indicateur, édition par édition, tel que publié : rien n'y est comparé."""
    if not d.quartiers:
        return sans_quartier(d)
    lignes = d.toutes_les_editions()
    lignes = lignes[lignes["modalite"] == ""]
    publies = set(lignes.loc[lignes["valeur"].notna(), "indicateur"])
    muets = len(set(lignes["indicateur"]) - publies)
    lignes = lignes[lignes["indicateur"].isin(publies)]
    if lignes.empty:
        return note(
            "Aucune édition",
            "Aucune des éditions lues ne publie de chiffre pour ce quartier.",
            nature="limite",
        )
    cadre = lignes.assign(periode="édition " + lignes["edition"])
    sources = [d.source(f, e) for f in FICHIERS for e in d.editions[f] if e != d.edition]
    donnees = d.publier(cadre, *sources)
    return tableau(
        donnees,
        titre="Tous les indicateurs, édition par édition",
        source=d.etude.citer(*(d.source(f) for f in FICHIERS)),
        disposition=Disposition(lignes="indicateur", colonnes="periode", entete="Indicateur"),
        notes=[
            "L'édition n'est pas l'année de référence : deux colonnes voisines ne font pas une "
            "évolution, sauf celles du tableau « Ce qui a changé ». … : la colonne manque à cette "
            "édition, ou la cellule est vide.",
            f"Indicateurs jamais publiés pour ce quartier, absents du tableau : {muets}.",
        ],
    )


def passage(d: Diagnostic) -> pd.DataFrame:
    """Ce que deviennent en 2024 les quartiers du territoire (voir `territoire.passages`)."""
    return d.etude.agregat(
        territoire.passages_de_tous, "passage", "quartiers", ou={"code_2015": d.quartiers}
    )


def tableau_passage(d: Diagnostic) -> Objet:
    """Premier bloc : les quartiers de 2015, mesurés ; second : ceux de 2024, sans chiffre."""
    if not d.a("passage"):
        return note(
            "Passage à 2024", "Le dossier ne porte pas la table de passage.", nature="limite"
        )
    lus = passage(d)
    lignes = [
        (
            f"{d.noms.get(ancien, ancien)} ({ancien})",
            territoire.NATURES[nature],
            f"{nom} ({nouveau})" if nouveau else "aucun",
        )
        for ancien, nature, nouveau, nom in zip(
            *(lus[c].astype(str) for c in ("code_2015", "nature", "code_2024", "libelle_2024")),
            strict=True,
        )
    ]
    return tableau_texte(
        "Des quartiers de 2015 à ceux de 2024",
        ("Quartier de 2015 (mesuré ici)", "Passage", "Quartier de 2024 (aucun chiffre ici)"),
        lignes or [("Aucun quartier de 2015", "", "")],
        notes=[
            "Aucune série ne franchit ce passage : même « modifié » change le contour, donc ce "
            "que l'on compte. Non couvert : la table de passage ignore ce département."
        ],
        source=d.etude.citer("passage"),
    )  # fmt: skip
