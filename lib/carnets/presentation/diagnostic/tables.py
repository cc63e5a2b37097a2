"""Les tableaux du diagnostic : un quartier face à ses repères, ou des quartiers côte à côte."""

from collections.abc import Sequence

import pandas as pd

from carnets.indicateurs import territoire
from carnets.presentation.diagnostic.composition import DEUX_POINTS, FRANCE, LE_QUARTIER, Diagnostic
from carnets.presentation.diagnostic.editions import FICHIERS
from carnets.presentation.diagnostic.mots import (
    ecrire,
    explications,
    mots,
    mots_seuls,
    periodes,
    reserves,
)
from carnets.presentation.diagnostic.themes import (
    PAR_SEXE,
    PROFIL,
    THEMES,
    Theme,
)
from carnets.presentation.nombres import INSECABLE, nombre
from carnets.presentation.objets import Objet, note
from carnets.presentation.tableaux import Disposition, tableau, tableau_texte
from carnets.secret import Diffusable

EN_LIGNES = 3
"""Indicateurs à partir desquels ils tiennent en lignes, face aux repères en colonnes."""

SEXES = {"": "Ensemble", "femmes": "Femmes", "hommes": "Hommes"}


def tableau_theme(d: Diagnostic, nom: str) -> Objet:
    """Un thème : indicateurs en lignes face aux repères, ou quartiers en lignes, côte à côte."""
    theme = THEMES[nom]
    if not d.quartiers:
        return sans_quartier(d)
    if not d.est_quartier:
        return _cote_a_cote(d, theme)
    return _face_aux_reperes(d, theme) if d.connus(theme.indicateurs) else _rien_de_publie(d, theme)


def sans_quartier(d: Diagnostic) -> Objet:
    """L'encadré d'un territoire sans quartier de cette géographie."""
    return note(
        "Aucun quartier",
        f"{d.ici} n'a aucun quartier prioritaire dans la liste de {d.etude.dossier.geographie}.",
        nature="limite",
    )


def _rien_de_publie(d: Diagnostic, theme: Theme) -> Objet:
    """Un thème entier sans chiffre tient en un encadré : une page de « … » n'apprendrait rien."""
    return note(
        f"{theme.titre}{DEUX_POINTS}aucun chiffre publié",
        f"L'édition {d.edition} ne publie pour ce quartier aucun de ces indicateurs{DEUX_POINTS}"
        f"{', '.join(mots_seuls(theme.indicateurs).values())}. Ils sont secrets ou non "
        "disponibles, et non nuls.",
        *reserves(d, [d.code], theme.indicateurs),
        nature="limite",
    )


def _face_aux_reperes(d: Diagnostic, theme: Theme) -> Objet:
    reperes, noms = d.libelles_reperes(), theme.indicateurs
    donnees = choisir(d.publiees, indicateurs=noms, territoires=[d.code, *reperes], modalites=[""])
    lignes, colonnes = ("indicateur", "territoire")
    if (
        len(noms) < EN_LIGNES
    ):  # peu d'indicateurs : les repères en lignes laissent la place aux mots
        lignes, colonnes = colonnes, lignes
    return tableau(
        donnees,
        titre=f"{theme.titre}, édition {d.edition} ({theme.champ})",
        source=d.etude.citer(d.source(theme.fichier)),
        disposition=Disposition(
            lignes=lignes,
            colonnes=colonnes,
            entete="Indicateur" if lignes == "indicateur" else "Liste",
            roles={d.code: "accent"} if lignes == "territoire" else {},
            libelles={d.code: LE_QUARTIER, **reperes, **mots(noms)},
        ),
        notes=[*periodes(donnees), *reserves(d, [d.code], noms), *explications(d, noms)],
    )


def _cote_a_cote(d: Diagnostic, theme: Theme) -> Objet:
    mediane, noms = f"{FRANCE}|mediane", theme.en_liste
    donnees = choisir(
        d.publiees, indicateurs=noms, territoires=[*d.quartiers, mediane], modalites=[""]
    )
    return tableau(
        donnees,
        titre=f"{theme.titre}, quartiers côte à côte, édition {d.edition} ({theme.champ})",
        source=d.etude.citer(d.source(theme.fichier)),
        disposition=Disposition(
            entete="Quartier",
            roles={mediane: "repere"},
            libelles={**d.noms, mediane: "Quartier médian de France", **mots(noms)},
        ),
        notes=[
            *periodes(donnees),
            *reserves(d, d.quartiers, noms),
            "Non sommable : ni total ni moyenne de ces quartiers n'a de sens.",
        ],
    )


def tableau_par_sexe(d: Diagnostic) -> Objet:
    """Les demandeurs d'emploi par sexe : catégorie, RSA, niveau de formation, ancienneté."""
    if not d.connus(PAR_SEXE):
        return _non_publie("Par sexe", "aucun effectif d'inscrits n'est publié pour ce quartier")
    donnees = choisir(d.publiees, indicateurs=PAR_SEXE, territoires=[d.code])
    return tableau(
        donnees,
        titre=f"Demandeurs d'emploi par sexe, édition {d.edition}",
        source=d.etude.citer(d.source("ipro")),
        disposition=Disposition(
            lignes="indicateur", colonnes="modalite", entete="Inscrits", libelles=SEXES
        ),
        notes=[*periodes(donnees), *reserves(d, [d.code], PAR_SEXE)],
    )


def tableau_position(d: Diagnostic) -> Objet:
    """Le rang du quartier parmi ceux de l'EPCI, du département et de France."""
    noms = mots_seuls(PROFIL)
    lignes = [
        (
            noms[nom],
            *(_rang(*d.rang(nom, groupe)) for groupe in ("epci", "departement", "france")),
        )
        for nom in d.connus(PROFIL)
        if nom in d.rangs.index
    ]
    if not lignes:
        return _non_publie("Rangs", "aucun indicateur n'est publié pour ce quartier")
    return tableau_texte(
        f"Rang du quartier, du plus haut au plus bas, édition {d.edition}",
        ("Indicateur", "Dans l'EPCI", "Dans le département", "En France"),
        lignes,
        notes=[
            "Rang 1 : la valeur la plus élevée, favorable ou non ; les ex æquo ont le même rang. "
            f"/// : moins de {territoire.RANG_MINIMUM} quartiers renseignés, pas de rang. "
            "Les indicateurs non publiés pour ce quartier n'y sont pas.",
        ],
        source=d.etude.citer(*(d.source(f) for f in FICHIERS)),
    )


def _non_publie(titre: str, raison: str) -> Objet:
    return note(titre, f"Non disponible{DEUX_POINTS}{raison}.", nature="limite")


def _rang(rang: float, nombre_total: float) -> str:
    if nombre_total < territoire.RANG_MINIMUM:
        return "///"
    if pd.isna(rang):
        return "…"
    ordinal = "1er" if rang == 1 else f"{int(rang)}e"
    return f"{ordinal}{INSECABLE}/{INSECABLE}{nombre(nombre_total)}"


def tableau_etendue(d: Diagnostic) -> Objet:
    """Ce qui se dit d'une liste de quartiers sans l'agréger : l'étendue, et combien dépassent."""
    siennes, noms = d.mesures[d.mesures["territoire"].isin(d.quartiers)], mots_seuls(PROFIL)
    lignes = []
    for nom in PROFIL:
        if nom not in d.nationaux.index or not (siennes["indicateur"] == nom).any():
            continue
        seuil = d.repere(nom)
        dessus, connus = territoire.nombre_au_dessus(siennes, nom, seuil=seuil)
        bas, haut = territoire.etendue(siennes, nom)
        lignes.append(
            (
                noms[nom],
                f"de {ecrire(nom, bas)} à {ecrire(nom, haut)}" if connus else "…",
                ecrire(nom, seuil),
                f"{dessus}{INSECABLE}/{INSECABLE}{connus}",
            )
        )
    return tableau_texte(
        f"Étendue des quartiers, et combien dépassent la médiane nationale, édition {d.edition}",
        ("Indicateur", "Étendue", "Médiane des quartiers de France", "Quartiers au-dessus"),
        lignes or [("Aucun indicateur renseigné", "…", "…", "…")],
        source=d.etude.citer(*(d.source(f) for f in FICHIERS)),
    )


def tableau_amorces(d: Diagnostic) -> Objet:
    """Les indicateurs des quintiles extrêmes, comme amorces d'atouts et de faiblesses."""
    natures = {
        "atout": "amorce d'atout",
        "faiblesse": "amorce de faiblesse",
        "a_interpreter": "à interpréter",
    }
    retenus = [n for n in PROFIL if n in d.sienne.index and n in d.nationaux.index]
    noms = mots_seuls(PROFIL)
    trouvees = territoire.amorces(d.sienne[retenus], d.nationaux.loc[retenus])
    lignes = [
        (
            noms[nom],
            ecrire(nom, d.valeur(nom)),
            ecrire(nom, d.repere(nom, "p20")),
            ecrire(nom, d.repere(nom, "p80")),
            mot,
        )
        for nature, mot in natures.items()
        for nom in trouvees.index[trouvees == nature]
    ]
    return tableau_texte(
        "Indicateurs des quintiles extrêmes : des amorces, pas un diagnostic",
        ("Indicateur", "Le quartier", "2e décile", "8e décile", "À discuter comme"),
        lignes or [("Aucun indicateur dans un quintile extrême", "", "", "", "")],
        notes=[
            "2e et 8e déciles des quartiers de France. Amorces à discuter avec les habitants et "
            "les partenaires : un quintile de quartiers ne dit ni une cause, ni une gravité, ni "
            "une priorité. Sans sens favorable au dictionnaire, l'indicateur est à interpréter."
        ],
        source=d.etude.citer(*(d.source(f) for f in FICHIERS)),
    )  # fmt: skip


def choisir(
    donnees: Diffusable,
    *,
    indicateurs: Sequence[str],
    territoires: Sequence[str],
    modalites: Sequence[str] | None = None,
) -> Diffusable:
    """Les lignes publiées de ces indicateurs et territoires, dans cet ordre."""
    return donnees.choisir(
        indicateur=indicateurs,
        territoire=territoires,
        **({} if modalites is None else {"modalite": modalites}),
    )
