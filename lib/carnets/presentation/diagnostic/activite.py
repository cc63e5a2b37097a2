"""L'activité autour du quartier : établissements, écoles, offre d'insertion la plus proche."""

from collections.abc import Sequence

from carnets.indicateurs import territoire
from carnets.indicateurs.cadre import COLONNES as CADRE
from carnets.presentation.diagnostic.comparateurs import passage
from carnets.presentation.diagnostic.composition import Diagnostic
from carnets.presentation.objets import Objet, note
from carnets.presentation.tableaux import Disposition, tableau

STRUCTURES, EXTRAIT = "structures", "extrait"
NOMS = {
    "ACI": "Atelier et chantier (ACI)",
    "EI": "Entreprise d'insertion (EI)",
    "AI": "Association intermédiaire (AI)",
    "ETTI": "Travail temporaire (ETTI)",
}


def tableau_equipements(d: Diagnostic) -> Objet:
    """Les établissements, services et écoles des quartiers, si le dossier a l'extrait (DT-12)."""
    lus = d.etude.lignes(EXTRAIT, "code_qpv", *d.quartiers) if d.a(EXTRAIT) else None
    if lus is None or lus.empty:
        return _absent(
            "Établissements et écoles",
            "l'extrait fourni au dossier ne porte pas ces quartiers (modèle qpv_extrait)",
        )
    carte = d.etude.dossier.source(EXTRAIT).carte
    table = lus.rename(columns={"code_qpv": "codgeo"}).assign(edition=str(carte.date.year))
    mesures = territoire.mesurer(table, theme=EXTRAIT, renseignees=table.columns)
    return tableau(
        d.etude.publier(mesures[list(CADRE)], EXTRAIT),
        titre="Établissements, services et écoles",
        source=d.etude.citer(EXTRAIT),
        disposition=Disposition(
            lignes="indicateur" if d.est_quartier else "territoire",
            colonnes="territoire" if d.est_quartier else "indicateur",
            libelles=d.noms,
        ),
        notes=["Des nombres d'adresses : la taille et l'activité des établissements n'y sont pas."],
    )


def tableau_offre(d: Diagnostic) -> Objet:
    """La structure d'insertion la plus proche de chaque quartier, par type (DT-13)."""
    source, codes = _contours(d)
    if not codes or not d.a(STRUCTURES):
        return _absent(
            "Offre d'insertion par l'activité économique",
            "il y faut les contours des quartiers et une liste de structures (siae_structures)",
        )
    annee = str(d.etude.dossier.source(STRUCTURES).carte.date.year)
    lus = d.etude.agregat(
        territoire.offre_la_plus_proche,
        source,
        STRUCTURES,
        ou={"territoire": codes},
        periode=annee,
    )
    geographie = source.removeprefix("contours_")
    return tableau(
        d.etude.publier(lus[list(CADRE)], source, STRUCTURES),
        titre=f"Distance à la structure d'insertion la plus proche, par type, fin {annee}",
        source=d.etude.citer(STRUCTURES, source),
        disposition=Disposition(
            colonnes="modalite",
            entete=f"Quartier, contour de {geographie}",
            libelles={**d.noms, **_noms_de_2024(d), **NOMS},
        ),
        notes=[
            "Kilomètres à vol d'oiseau du contour au siège de la structure : ni le trajet, ni les "
            "places offertes. 0 : le siège est dans le quartier.",
        ],
    )


def _contours(d: Diagnostic) -> tuple[str, Sequence[str]]:
    """La source de contours qui porte ces quartiers, et leurs codes chez elle."""
    if d.a("contours_2015"):
        presents = set(d.etude.lignes("contours_2015", "code", *d.quartiers)["code"])
        if presents:
            return "contours_2015", [c for c in d.quartiers if c in presents]
    if d.a("contours_2024", "passage"):
        suites = [str(c) for c in passage(d)["code_2024"] if c]
        return "contours_2024", list(dict.fromkeys(suites))
    return "", ()


def _noms_de_2024(d: Diagnostic) -> dict[str, str]:
    if not d.a("passage"):
        return {}
    lus = passage(d)
    return {
        str(code): f"{nom} ({code})"
        for code, nom in zip(lus["code_2024"], lus["libelle_2024"], strict=True)
        if code
    }


def _absent(titre: str, raison: str) -> Objet:
    return note(titre, f"Non disponible : {raison}.", nature="limite")
