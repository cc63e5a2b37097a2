"""Où sont les structures de l'IAE : comptes par territoire et par type, densité, zones blanches."""

import unicodedata
from collections.abc import Iterable

import pandas as pd

from carnets.codes import siret_valide
from carnets.indicateurs.cadre import empiler, mesure, rapport
from carnets.indicateurs.iae.parts import part_qui
from carnets.indicateurs.iae.types import ENSEMBLE, FAMILLE, MISE_A_DISPOSITION, PRODUCTION

CONVENTIONNEE = "ASP"
"""Origine des fiches que tient l'Agence de services et de paiement : les SIAE conventionnées."""

FRANCE = "FR"


def conventionnees(structures: pd.DataFrame) -> pd.DataFrame:
    """Les fiches de structures conventionnées ; les autres (GEIQ, EA…) ne sont pas des SIAE.

    Colonnes lues : `source`, de la table `siae_structures`.
    """
    return structures[structures["source"] == CONVENTIONNEE]


def etages(departements: pd.DataFrame) -> pd.DataFrame:
    """Chaque département et les territoires qui le contiennent : lui-même, sa région, la France.

    Colonnes lues : `code, region`. Rend : `code_departement, territoire`.
    """
    codes = departements["code"]
    return pd.concat(
        [
            pd.DataFrame({"code_departement": codes, "territoire": codes}),
            pd.DataFrame({"code_departement": codes, "territoire": "R" + departements["region"]}),
            pd.DataFrame({"code_departement": codes, "territoire": FRANCE}),
        ],
        ignore_index=True,
    )


def implantation(
    structures: pd.DataFrame, appartenance: pd.DataFrame, *, types: Iterable[str], periode: str
) -> pd.DataFrame:
    """Établissements et structures conventionnées de chaque territoire, par type et ensemble.

    IA-01 : SIRET distincts. IA-02 : couples distincts SIRET et type ; un SIRET de deux types y
    compte deux fois, d'où établissements ≤ SIAE. Un territoire sans structure d'un type vaut 0 :
    la liste est complète. Le lieu est celui du siège de la fiche, pas du chantier.

    Colonnes lues : `siret, type_siae` ; `appartenance` : sa première colonne (`code_departement` ou
    `code_commune`), commune aux deux tables, et `territoire`. Lignes sans lieu connu : voir
    `sans_departement`.
    """
    rattachees = structures.merge(appartenance, on=str(appartenance.columns[0]))
    territoires = pd.Series(sorted(set(appartenance["territoire"])))
    cadres = []
    for type_siae in (ENSEMBLE, *types):
        lot = (
            rattachees
            if type_siae == ENSEMBLE
            else rattachees[rattachees["type_siae"] == type_siae]
        )
        sirets = lot.groupby("territoire")["siret"].nunique()
        siae = (
            lot.drop_duplicates(["territoire", "siret", "type_siae"]).groupby("territoire").size()
        )
        for indicateur, comptes in (("etablissements", sirets), ("siae_conventionnees", siae)):
            cadres.append(
                mesure(
                    territoires,
                    territoires.map(comptes).fillna(0),
                    periode=periode,
                    indicateur=indicateur,
                    modalite=type_siae,
                )
            )
    return empiler(cadres)


def familles_implantees(comptes: pd.DataFrame, *, periode: str) -> pd.DataFrame:
    """Part des SIAE de production (ACI, EI) et de mise à disposition (AI, ETTI), en % (IA-08).

    Une EITI n'est dans aucune des deux et reste au dénominateur : les deux parts ne font alors pas
    cent. `comptes` : ce que rend `implantation`. Un territoire sans SIAE est `sans_objet`.
    """
    siae = comptes[comptes["indicateur"] == "siae_conventionnees"]
    totaux = siae[siae["modalite"] == ENSEMBLE].set_index("territoire")["valeur"]
    cadres = []
    for famille in (PRODUCTION, MISE_A_DISPOSITION):
        types = [nom for nom, f in FAMILLE.items() if f == famille]
        sommes = siae[siae["modalite"].isin(types)].groupby("territoire")["valeur"].sum()
        cadres.append(
            rapport(
                totaux.index.to_series().reset_index(drop=True),
                sommes.reindex(totaux.index).reset_index(drop=True),
                totaux.reset_index(drop=True),
                periode=periode,
                indicateur="part_structures_famille",
                modalite=famille,
                facteur=100.0,
            )
        )
    return empiler(cadres)


def densite(
    comptes: pd.DataFrame,
    reference: pd.Series,
    *,
    nom: str,
    periode: str,
    compte: str = "siae_conventionnees",
    indicateur: str = "densite_siae",
) -> pd.DataFrame:
    """`compte` pour 1 000 personnes de la population de référence (IA-13), qui est toujours nommée.

    `comptes` : long, de modalité `ENSEMBLE`. `reference` : territoire → population ou demandeurs
    d'emploi ; un territoire absent est dans l'état `nd`. `nom` : modalité, la référence.
    """
    lignes = comptes[(comptes["indicateur"] == compte) & (comptes["modalite"] == ENSEMBLE)]
    return rapport(
        lignes["territoire"],
        lignes["valeur"],
        lignes["territoire"].map(reference),
        periode=periode,
        indicateur=indicateur,
        modalite=nom,
        facteur=1000.0,
    )


def sans_departement(structures: pd.DataFrame, appartenance: pd.DataFrame) -> pd.DataFrame:
    """Les structures qu'aucun territoire ne compte : département absent ou inconnu."""
    return structures[~structures["code_departement"].isin(appartenance["code_departement"])]


def non_situees(structures: pd.DataFrame) -> pd.DataFrame:
    """Les structures sans coordonnées : comptées partout, absentes des cartes et des distances."""
    return structures[structures["longitude"].isna() | structures["latitude"].isna()]


def sirets_faux(structures: pd.DataFrame) -> pd.DataFrame:
    """Les structures dont le SIRET déclaré a une clé fausse : comptées, mais non recoupables."""
    return structures[~structures["siret"].map(siret_valide).astype(bool)]


def situer_communes(structures: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Les structures, avec le code de leur commune trouvé par son nom dans son département.

    La fiche ne porte que le nom de la ville. Accents, casse, tirets, « Saint » abrégé, article et
    mention CEDEX ne comptent pas. `code_commune` et `code_epci` restent vides si le nom manque ou
    désigne deux communes du département : rien n'est deviné.

    Colonnes lues : `ville, code_departement` ; `communes` : `commune, code_commune, code_epci,
    code_departement`.
    """
    cles = communes.assign(nom=communes["commune"].map(nom_de_ville))
    cles = cles.drop_duplicates(["nom", "code_departement"], keep=False)
    return (
        structures.assign(nom=structures["ville"].map(nom_de_ville))
        .merge(
            cles[["nom", "code_departement", "code_commune", "code_epci"]],
            on=["nom", "code_departement"],
            how="left",
            validate="many_to_one",
        )
        .drop(columns="nom")
    )


def nom_de_ville(ville: str | float) -> str:
    """Le nom d'une ville réduit à ce qui la distingue : « ST-DENIS CEDEX 1 » → `saint denis`."""
    if not isinstance(ville, str):
        return ""
    sans_accent = unicodedata.normalize("NFKD", ville.replace("œ", "oe")).encode("ascii", "ignore")
    mots = "".join(s if s.isalpha() else " " for s in sans_accent.decode().lower()).split()
    if "cedex" in mots:
        mots = mots[: mots.index("cedex")]
    mots = [{"st": "saint", "ste": "sainte"}.get(mot, mot) for mot in mots]
    return " ".join(mots[1:] if mots[:1] in (["le"], ["la"], ["les"], ["l"]) else mots)


def zones_blanches(situees: pd.DataFrame, communes: pd.DataFrame, *, periode: str) -> pd.DataFrame:
    """SIAE de chaque EPCI ; 0 : zone blanche, aucune n'y a son siège.

    Une zone blanche dit où aucun siège n'est connu, pas où personne ne travaille : une structure
    voisine peut y tenir un chantier. Les structures dont la commune n'est pas trouvée ne sont dans
    aucun EPCI : les compter à part (`code_epci` vide).

    Colonnes lues : `siret, type_siae, code_epci` ; `communes` : `code_epci`.
    """
    epci = pd.Series(sorted(communes["code_epci"].dropna().unique()))
    comptes = situees.drop_duplicates(["siret", "type_siae"]).groupby("code_epci").size()
    return mesure(
        epci, epci.map(comptes).fillna(0), periode=periode, indicateur="siae_conventionnees"
    )


def part_zones_blanches(
    blanches: pd.DataFrame, communes: pd.DataFrame, appartenance: pd.DataFrame, *, periode: str
) -> pd.DataFrame:
    """Part des EPCI d'un territoire sans aucun siège de SIAE, en %, avec n et N.

    Un EPCI à cheval sur deux territoires compte dans chacun : les parties ne font pas le tout. Un
    territoire sans aucun EPCI est `sans_objet`.

    `blanches` : ce que rend `zones_blanches`. Colonnes lues : `code_epci` et la clé
    d'`appartenance`.
    """
    liens = communes.dropna(subset=["code_epci"]).merge(
        appartenance, on=str(appartenance.columns[0])
    )
    liens = liens[["territoire", "code_epci"]].drop_duplicates()
    vides = blanches.loc[blanches["valeur"] == 0, "territoire"]
    return part_qui(
        liens["code_epci"].isin(vides),
        liens["territoire"],
        parmi=appartenance["territoire"],
        periode=periode,
        indicateur="part_epci_sans_siae",
    )
