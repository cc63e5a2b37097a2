"""Les figures du diagnostic : situation, profil, écarts, évolution ; une note à défaut."""

import math

import numpy as np
import pandas as pd
import shapely

from carnets.codes import departement_du_quartier
from carnets.dictionnaire import indicateur
from carnets.indicateurs import territoire
from carnets.indicateurs.cadre import COLONNES as CADRE
from carnets.presentation.barres import barres
from carnets.presentation.carte import carte
from carnets.presentation.chaleur import carte_de_chaleur
from carnets.presentation.diagnostic.comparateurs import (
    avant_comparable,
    libelles_des_territoires,
    passage,
)
from carnets.presentation.diagnostic.composition import (
    ANNEE_FILOSOFI,
    FRANCE,
    LE_QUARTIER,
    Diagnostic,
)
from carnets.presentation.diagnostic.editions import FICHIERS
from carnets.presentation.diagnostic.mots import mots, mots_seuls, reserves
from carnets.presentation.diagnostic.tables import choisir
from carnets.presentation.diagnostic.themes import ECARTS, ENTETES, PROFIL
from carnets.presentation.objets import Objet, note
from carnets.presentation.pentes import pentes
from carnets.presentation.profil import profil
from carnets.secret import Diffusable

PROFIL_MINIMUM, KILOMETRES_PAR_DEGRE = 3, 111.2
AUTOUR_MINIMUM, AUTOUR_MAXIMUM = 1.0, 15.0
"""Kilomètres montrés autour d'un quartier : de quoi voir un voisin, sans perdre sa forme."""


def carte_de_situation(d: Diagnostic) -> Objet:
    """Le territoire et ses quartiers : contours de 2015 s'ils sont fournis, sinon de 2024."""
    contours, geographie, accent = _contours(d)
    if accent and contours is not None:
        noms = contours["libelle"].mask(contours["code"] == accent, LE_QUARTIER)
        contours = contours.assign(libelle=noms)
    fond = None
    if d.a("departements"):
        fond = d.etude.lignes("departements", "code", *d.departements)
    vu = f"contours des quartiers de {geographie}"
    suite = (
        " Le quartier mesuré dans ce document est celui de 2015 : son contour a pu changer."
        if geographie == "2024"
        else ""
    )
    return carte(
        None,
        contours,
        titre="Le quartier et les quartiers prioritaires voisins"
        if d.est_quartier
        else f"Les quartiers prioritaires, {d.ici}",
        source=d.etude.citer(f"contours_{geographie}") if contours is not None else "",
        accent=accent,
        autour=_autour(contours, accent) if contours is not None and accent else 0.0,
        fond=fond,
        notes=[f"Carte tracée avec les {vu}, sans fond de plan.{suite}"],
    )


def _contours(d: Diagnostic) -> tuple[pd.DataFrame | None, str, str]:
    """Les contours à tracer, leur géographie, et le code à mettre en avant."""
    siens = set(d.quartiers)
    if d.a("contours_2015"):
        lus = _du_departement(d, "contours_2015")
        if siens & set(lus["code"]):
            gardes = lus if d.est_quartier else lus[lus["code"].isin(siens)]
            return gardes, "2015", d.code if d.est_quartier else ""
    if not d.a("contours_2024"):
        return None, "2024", ""
    lus = _du_departement(d, "contours_2024")
    suites = set(passage(d)["code_2024"]) if d.a("passage") else set()
    presents = [c for c in lus["code"] if c in suites]
    if d.est_quartier:
        return lus, "2024", presents[0] if presents else ""
    # Un département entier montre aussi ses quartiers entrants ; une commune, ceux qui la suivent.
    entier = d.etude.territoire.type in {"departement", "region"}
    return (lus if entier else lus[lus["code"].isin(presents)]), "2024", ""


def _autour(contours: pd.DataFrame, accent: str) -> float:
    """Kilomètres jusqu'au plus proche voisin, marge comprise, entre deux bornes."""
    geometries = shapely.from_wkt(contours["geometrie"].to_numpy(dtype=object))
    sien = contours["code"].to_numpy() == accent
    if sien.all():
        return AUTOUR_MINIMUM
    centres = shapely.get_coordinates(shapely.centroid(geometries))
    ici = centres[sien][0]
    ecarts = (centres[~sien] - ici) * (math.cos(math.radians(ici[1])), 1.0) * KILOMETRES_PAR_DEGRE
    proche = float(np.hypot(ecarts[:, 0], ecarts[:, 1]).min())
    return min(max(1.15 * proche, AUTOUR_MINIMUM), AUTOUR_MAXIMUM)


def _du_departement(d: Diagnostic, source: str) -> pd.DataFrame:
    codes = d.departements or [departement_du_quartier(d.code)]
    return d.etude.lignes(source, "code_departement", *codes)


def figure_emploi(d: Diagnostic) -> Objet:
    """Les taux d'emploi de l'ensemble, des femmes et des étrangers, face au quartier médian."""
    taux = ("taux_emploi", "taux_emploi_femmes", "taux_emploi_etrangers")
    if not d.connus(taux):
        return _sans_trace("Taux d'emploi", "aucun taux d'emploi n'est publié pour ce quartier")
    repere = f"{FRANCE}|mediane"
    donnees = choisir(d.publiees, indicateurs=taux, territoires=[d.code, repere], modalites=[""])
    return barres(
        donnees,
        titre=f"Taux d'emploi des 15-64 ans, édition {d.edition}",
        source=d.etude.citer(d.source("ipro")),
        lignes="indicateur",
        series="territoire",
        libelles={d.code: LE_QUARTIER, repere: "Quartier médian de France", **mots(taux)},
    )


def figure_revenus(d: Diagnostic, revenus: Diffusable) -> Objet:
    """Le revenu médian du quartier et de tous les territoires qui le contiennent.

    `revenus` : voir `comparateurs`.
    """
    nom, medianes = "revenu_disponible_median", [f"{g}|mediane" for g in (*d.groupes, FRANCE)]
    noms = libelles_des_territoires(d)
    publies = revenus.choisir(indicateur=[nom], territoire=[*d.quartiers, *noms, *medianes])
    if publies.table["valeur"].notna().sum() < 2:
        return _sans_trace("Revenus comparés", "moins de deux territoires sont renseignés")
    return barres(
        publies,
        titre=f"{indicateur(nom).libelle} en {ANNEE_FILOSOFI}, du quartier à la France",
        source=d.etude.citer("filosofi_quartiers"),
        series="indicateur",
        accent=d.code,
        libelles={
            **noms,
            **d.noms,
            **{m: f"Quartiers : {d.libelles_reperes()[m]}" for m in medianes},
        },
    )


def figure_profil(d: Diagnostic) -> Objet:
    """Les écarts du quartier à la médiane des quartiers de France, en écarts-types."""
    retenus = d.connus(PROFIL)
    if len(retenus) < PROFIL_MINIMUM:
        return _sans_trace("Profil", f"moins de {PROFIL_MINIMUM} indicateurs sont publiés")
    absents = len(PROFIL) - len(retenus)
    lignes = d.mesures[
        (d.mesures["territoire"] == d.code)
        & (d.mesures["modalite"] == "")
        & d.mesures["indicateur"].isin(retenus)
    ]
    valeurs = lignes["indicateur"].map(d.ecarts)
    cadre = lignes.assign(
        valeur=valeurs,
        numerateur=float("nan"),
        denominateur=float("nan"),
        etat=valeurs.notna().map({True: "ok", False: "nd"}),
    )
    return profil(
        d.publier(cadre),
        titre=f"Profil du quartier, édition {d.edition}",
        source=d.etude.citer(*(d.source(f) for f in FICHIERS)),
        ecart_a="la médiane des quartiers de France",
        libelles={**mots_seuls(retenus), d.code: LE_QUARTIER},
        notes=[
            "Un écart-type est l'écart habituel entre quartiers. Le sens favorable est celui du "
            "dictionnaire ; sans sens, aucun mot n'est écrit.",
            *(
                [f"Indicateurs non publiés pour ce quartier, absents du profil : {absents}."]
                * bool(absents)
            ),
        ],
    )


def figure_ecarts(d: Diagnostic) -> Objet:
    """Les quartiers voisins côte à côte : leurs écarts à la médiane des quartiers de France."""
    lignes = d.mesures[(d.mesures["modalite"] == "") & d.mesures["indicateur"].isin(ECARTS)]
    mediane = lignes["indicateur"].map(d.nationaux["mediane"])
    valeurs = lignes["valeur"] - mediane
    if lignes.loc[valeurs.notna(), "territoire"].nunique() < 2:
        return _sans_trace(
            "Écarts côte à côte", "moins de deux quartiers renseignés à comparer ici"
        )
    cadre = lignes.assign(
        valeur=valeurs,
        numerateur=float("nan"),
        denominateur=float("nan"),
        etat=valeurs.notna().map({True: "ok", False: "nd"}),
    )
    ordre = {nom: rang for rang, nom in enumerate(ECARTS)}
    cadre = cadre.sort_values("indicateur", key=lambda s: s.map(ordre), kind="stable")
    ou = lieu_des_voisins(d)
    return carte_de_chaleur(
        d.publier(cadre),
        titre=f"Écarts à la médiane des quartiers de France, édition {d.edition}",
        source=d.etude.citer(*(d.source(f) for f in FICHIERS)),
        ecart_a="la médiane des quartiers de France",
        accent=d.code if d.est_quartier else "",
        libelles={**d.noms, **ENTETES},
        notes=[f"Quartiers de {ou}.", *reserves(d, list(d.noms), ECARTS)],
    )


def lieu_des_voisins(d: Diagnostic) -> str:
    """Le territoire dont sont les quartiers montrés côte à côte."""
    if not d.est_quartier:
        return d.ici
    epci = d.voisins["code_commune"].nunique() > 1
    return str(d.siens["libelle_epci" if epci else "commune"].iloc[0])


def figure_pentes(d: Diagnostic, nom: str) -> Objet:
    """Un indicateur comparable, d'une édition à l'autre, pour les quartiers voisins."""
    avant = avant_comparable(d)
    if not avant:
        return _sans_trace("Évolution", "aucune édition antérieure ne se compare à celle-ci")
    debut, fin = (str(a) for a in territoire.exiger_comparables(nom, (avant, d.edition)))
    lignes = d.suivis(avant, [nom])
    territoire.exiger_meme_geographie(lignes["territoire"])
    if lignes["valeur"].notna().sum() == 0:
        return _sans_trace("Évolution", "aucune valeur n'est publiée")
    return pentes(
        d.publier(lignes[list(CADRE)], d.source("revn", avant)),
        titre=f"{indicateur(nom).libelle}, {debut} et {fin}",
        source=d.etude.citer(d.source("revn", avant), d.source("revn")),
        avant=debut,
        apres=fin,
        accent=d.code if d.est_quartier and len(d.voisins) > 1 else "",
        libelles=d.noms,
    )


def _sans_trace(titre: str, raison: str) -> Objet:
    return note(titre, f"Figure non tracée : {raison}.", nature="limite")
