"""Qui sont les salariés en insertion (IA-14), et ce qu'ils deviennent (IA-15)."""

import pandas as pd

from carnets.indicateurs.cadre import empiler, rapport, valeur_seule

AGES = ("moins_26", "26_49", "50_plus", "nr")
SEXES = ("F", "H", "nr")
PUBLICS = ("RSA", "ASS", "AAH", "RQTH", "DELD", "DETLD")
CATEGORIES = {
    "Emploi durable": "emploi_durable",
    "Emploi de transition": "emploi_transition",
    "Sorties positives": "sortie_positive",
    "Autres sorties": "autre",
}
"""Les « retraits des sorties constatées » (décès, maladie…) ne sont pas des sorties."""
DYNAMIQUES = ("emploi_durable", "emploi_transition", "sortie_positive")
DYNAMIQUE = "dynamique"
REFERENTIEL = "IAE"
INSCRIPTION = {"DE 12 À 23 MOIS": "DELD", "24 MOIS ET PLUS": "DETLD"}
DUREE_MINIMALE, HEURES_MINIMALES = 2.65, {"ACI": 1.0, "EI": 1.0, "AI": 150.0, "ETTI": 150.0}
JOURS_PAR_MOIS = 365.25 / 12


def par_sexe(lignes: pd.DataFrame, *, territoire: str, annee: int) -> pd.DataFrame:
    """Salariés distincts de l'année par sexe (F, H, nr), total de modalité vide compris."""
    personnes = _personnes(lignes, annee)
    return _compter(personnes["sexe"], SEXES, territoire, annee)


def par_age(lignes: pd.DataFrame, *, territoire: str, annee: int) -> pd.DataFrame:
    """Salariés distincts par âge atteint dans l'année : moins de 26 ans, 26 à 49, 50 et plus."""
    age = annee - _personnes(lignes, annee)["annee_naissance"]
    classes = pd.cut(age, [-1, 25, 49, 200], labels=list(AGES[:3])).astype("object").fillna("nr")
    return _compter(classes, AGES, territoire, annee)


def par_public(
    lignes: pd.DataFrame, contrats: pd.DataFrame, *, territoire: str, annee: int
) -> pd.DataFrame:
    """Salariés distincts par situation à l'embauche ; une personne en cumule plusieurs.

    RSA (majoré ou non), ASS, AAH, RQTH, inscrits depuis 12 à 23 mois (DELD), depuis 24 mois et plus
    (DETLD). Une personne l'est si un de ses contrats de l'année le dit ; sinon, elle ne compte pas.

    Colonnes lues : `annee, id_personne, emi_ctr_id` ; celles du modèle `asp_contrat`.
    """
    liens = lignes.loc[lignes["annee"] == annee, ["id_personne", "emi_ctr_id"]].drop_duplicates()
    tous = liens.merge(contrats, left_on="emi_ctr_id", right_on="contrat_id_ctr", validate="m:1")
    duree = tous["duree_inscription_ft"].str.upper().map(INSCRIPTION)
    dits = {
        "RSA": tous["contrat_salarie_rsa"].isin(["OUI-M", "OUI-NM"]),
        **{
            nom: tous[f"contrat_salarie_{nom.lower()}"].fillna(value=False).astype(bool)
            for nom in ("ASS", "AAH", "RQTH")
        },
        **{nom: duree == nom for nom in ("DELD", "DETLD")},
    }
    return empiler(
        [
            _un(territoire, liens["id_personne"].nunique(), annee),
            *(
                _un(territoire, tous.loc[dits[nom], "id_personne"].nunique(), annee, nom)
                for nom in PUBLICS
            ),
        ]
    )


def sorties(
    lignes: pd.DataFrame, contrats: pd.DataFrame, *, territoire: str, annee: int
) -> pd.DataFrame:
    """Sorties examinées de l'année, par catégorie, et part (%) de sorties dynamiques (IA-15).

    Examinée : sortie constatée, hors retraits, d'un contrat de plus de 2,65 mois et d'au moins une
    heure (ACI, EI), ou d'au moins 150 heures (AI, ETTI). Heures : celles de l'extrait. Une personne
    sortie deux fois compte par la dernière. Dynamique : emploi durable, de transition, sortie
    positive. Modalités : `IAE|` pour le total, `IAE|catégorie`.
    """
    examinees = _examinees(lignes, contrats, annee)
    dernieres = examinees.sort_values("contrat_date_sortie_definitive", kind="stable")
    dernieres = dernieres.drop_duplicates("id_personne", keep="last")
    categories = dernieres["categorie_sortie"].map(CATEGORIES)
    comptes = [
        valeur_seule(
            territoire, float((categories == nom).sum()), periode=str(annee),
            indicateur="sorties_par_categorie", modalite=f"{REFERENTIEL}|{nom}",
        )
        for nom in CATEGORIES.values()
    ]  # fmt: skip
    return empiler(
        [
            valeur_seule(
                territoire, float(len(dernieres)), periode=str(annee),
                indicateur="sorties_examinees", modalite=REFERENTIEL,
            ),
            *comptes,
            rapport(
                pd.Series([territoire]), pd.Series([float(categories.isin(DYNAMIQUES).sum())]),
                pd.Series([float(len(dernieres))]), periode=str(annee),
                indicateur="part_sorties_dynamiques", modalite=REFERENTIEL, facteur=100.0,
            ),
        ]
    )  # fmt: skip


def _examinees(lignes: pd.DataFrame, contrats: pd.DataFrame, annee: int) -> pd.DataFrame:
    """Sorties de l'année à examiner : une ligne par contrat, avec sa personne."""
    finis = contrats[
        contrats["categorie_sortie"].isin(list(CATEGORIES))
        & (contrats["contrat_date_sortie_definitive"].dt.year == annee)
    ]
    heures = lignes.groupby("emi_ctr_id", as_index=False).agg(
        id_personne=("id_personne", "first"),
        type_siae=("type_siae", "first"),
        heures=("heures", "sum"),
    )
    joint = finis.merge(
        heures, left_on="contrat_id_ctr", right_on="emi_ctr_id", validate="one_to_one"
    )
    duree = joint["contrat_date_sortie_definitive"] - joint["contrat_date_embauche"]
    assez_long = duree.dt.days / JOURS_PAR_MOIS > DUREE_MINIMALE
    types = joint["type_siae"].astype(str)
    assez = joint["heures"] >= types.map(HEURES_MINIMALES).fillna(float("inf"))
    retenues: pd.DataFrame = joint[assez & (assez_long | types.isin(["AI", "ETTI"]))]
    return retenues


def _personnes(lignes: pd.DataFrame, annee: int) -> pd.DataFrame:
    """Une ligne par personne de l'année ; un renseignement connu l'emporte sur un inconnu."""
    triees = lignes[lignes["annee"] == annee].assign(
        inconnu=lambda t: (t["sexe"] == "nr").astype(int) + t["annee_naissance"].isna()
    )
    return triees.sort_values(["inconnu", "sexe", "annee_naissance"]).drop_duplicates("id_personne")


def _compter(
    classes: pd.Series, attendues: tuple[str, ...], territoire: str, annee: int
) -> pd.DataFrame:
    return empiler(
        [
            _un(territoire, len(classes), annee),
            *(_un(territoire, int((classes == nom).sum()), annee, nom) for nom in attendues),
        ]
    )


def _un(territoire: str, combien: int, annee: int, modalite: str = "") -> pd.DataFrame:
    return valeur_seule(
        territoire, float(combien), periode=str(annee), indicateur="salaries", modalite=modalite
    )
