"""Les tables d'un panorama de microdonnées, comptées et déclarées au secret."""

import pandas as pd

from carnets.indicateurs import iae
from carnets.indicateurs.cadre import ABSENT, empiler, mesure, rapport
from carnets.indicateurs.iae.profils import DYNAMIQUE
from carnets.presentation.panorama.etats import Etats
from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.panorama.mensuel_contrats import non_situes, par_sexe, par_territoire
from carnets.presentation.panorama.voisinage import Comptes
from carnets.secret import Table

CLE = ["territoire", "periode", "indicateur", "modalite"]


def declarer_tables(extrait: Extrait) -> list[Table]:
    """Toutes les tables d'un extrait, moins celles qu'il tait, avant toute protection.

    `territoires` (contrats, salariés, ETP et habitants des QPV par type, demande d'emploi), `mois`,
    `deux_annees` (les mêmes, et l'année d'avant) si les deux années se comparent, `densites` et
    `indices` si le dossier a la demande d'emploi, `conventionnement`, `sexe`, `age`, et `public`,
    `sorties`, `contrats_sexe`, `contrats_non_situes` s'il a les contrats.
    """
    declarees = [
        *_territoires(extrait),
        *_deux_annees(extrait),
        *_rapportees(extrait),
        *_conventionnement(extrait),
        *_profils(extrait),
        *_contrats(extrait),
    ]
    return [table for table in declarees if table.nom not in extrait.tus - {"mois"}]


def _declarer(
    extrait: Extrait,
    nom: str,
    table: pd.DataFrame,
    *dimensions: str,
    poids: pd.DataFrame | None = None,
    autour: Comptes | None = None,
) -> Table:
    voisines, apports = autour or (None, None)
    return extrait.lieu.etude.declarer(
        nom,
        # Le secret reconnaît le total d'une dimension à sa modalité vide.
        table.assign(modalite=table["modalite"].replace(iae.ENSEMBLE, "")).reset_index(drop=True),
        *extrait.etats.sources,
        dimensions=dimensions or ("type_siae",),
        contributions=poids if apports is None else pd.concat([poids, apports]),
        voisines=voisines,
    )


def _territoires(extrait: Extrait) -> list[Table]:
    """Contrats, salariés, ETP, habitants des QPV, à chaque étage et par type ; ETP du mois."""
    contrats = par_territoire(extrait)
    table = empiler(
        [
            *(comptes for comptes, _ in contrats),
            extrait.salaries,
            extrait.etp,
            extrait.qpv,
            _salaries_par_etp(extrait),
            _heures_par_salarie(extrait),
            _demande(extrait),
        ]
    )
    poids = [
        _poids(table, extrait.etats.par_etage(iae.peser)),
        *(apports for _, apports in contrats),
    ]
    par_mois = _par_mois(extrait)
    pesees = extrait.etats.pesees_par_mois
    de_personne = next(iter(pesees.values()))[:0]
    poids_mois = [
        _poids(lot, pesees.get(str(periode), de_personne))
        for periode, lot in par_mois.groupby("periode")
    ]
    return [
        _declarer(extrait, "territoires", table, poids=pd.concat(poids), autour=_autour(extrait)),
        _declarer(
            extrait,
            "mois",
            par_mois,
            poids=pd.concat(poids_mois),
            autour=extrait.etats.voisinage.mois,
        ),
    ]


def _autour(extrait: Extrait) -> Comptes:
    """Ce que les territoires d'à côté ont de l'année, et de celle d'avant si elle se montre."""
    annee = extrait.lieu.etude.annee
    avant = () if extrait.precedent is None else (annee - 1,)
    return extrait.etats.voisinage.annuels(annee, *avant)


def _par_mois(extrait: Extrait) -> pd.DataFrame:
    """ETP du lieu, mois par mois.

    0 pour un type qu'aucune structure du lieu n'a de l'année, et pour un mois couvert sans heures.
    """
    par_mois = _tous_les_mois(extrait.etats)
    ensemble = par_mois[par_mois["modalite"] == iae.ENSEMBLE]
    if "mois" in extrait.tus:
        return ensemble
    absentes = set(extrait.modalites) - set(par_mois["modalite"])
    zeros = [ensemble.assign(modalite=m, valeur=0.0) for m in sorted(absentes)]
    return empiler([par_mois[par_mois["modalite"].isin(extrait.modalites)], *zeros])


def _tous_les_mois(etats: Etats) -> pd.DataFrame:
    connus, annee = etats.etp_par_mois, etats.lieu.etude.annee
    muets = {f"{annee}-{mois:02}" for mois in etats.mois} - set(connus["periode"])
    annuels = connus.drop_duplicates(["territoire", "indicateur", "modalite"])
    return empiler([connus, *(annuels.assign(periode=p, valeur=0.0) for p in sorted(muets))])


def _deux_annees(extrait: Extrait) -> list[Table]:
    """Les comptes de l'année et de celle d'avant, par territoire et, pour le lieu, par type."""
    if extrait.precedent is None:
        return []
    comptes, poids = [], []
    for de_l_annee in (extrait.precedent, extrait):
        etp = de_l_annee.sans_croiser(de_l_annee.etp)
        comptes += [de_l_annee.salaries, etp, de_l_annee.qpv]
        poids.append(_poids(etp, de_l_annee.etats.par_etage(iae.peser)))
    return [_declarer(extrait, "deux_annees", empiler(comptes), poids=pd.concat(poids))]


def _salaries_par_etp(extrait: Extrait) -> pd.DataFrame:
    """IA-07 : élevé quand dominent les missions courtes."""
    lot = extrait.salaries.merge(
        extrait.etp, on=["territoire", "modalite"], suffixes=("", "_etp"), validate="1:1"
    )
    ratio = rapport(
        lot["territoire"],
        lot["valeur"],
        lot["valeur_etp"],
        periode=extrait.lieu.etude.periode,
        indicateur="salaries_par_etp",
    )
    return _sans_termes(ratio, lot["modalite"])


def _heures_par_salarie(extrait: Extrait) -> pd.DataFrame:
    """IA-07, type par type et pour le lieu seul.

    D'un ensemble de types, les heures et les ETP font deux équations : les durées d'un ETP étant
    connues, elles rendraient calculable un type masqué.
    """
    heures = iae.heures_par_salarie(
        extrait.etats.lignes, extrait.lieu.ici, annee=extrait.lieu.etude.annee
    )
    par_type = heures[heures["modalite"].isin(extrait.types)]
    return _sans_termes(par_type, par_type["modalite"])


def _sans_termes(rapports: pd.DataFrame, modalites: pd.Series) -> pd.DataFrame:
    """Les rapports sans leurs deux termes, déjà publiés à leur place et eux seuls protégés."""
    return rapports.assign(modalite=modalites.to_numpy(), numerateur=ABSENT, denominateur=ABSENT)


def _poids(table: pd.DataFrame, pesees: pd.DataFrame) -> pd.DataFrame:
    """Contributions des ETP de `table` : personnes, et part de la plus grosse."""
    etp = table.loc[table["indicateur"] == "etp", CLE]
    joint = etp.merge(pesees, on=["territoire", "modalite"], how="left", validate="m:1")
    return joint.assign(
        modalite=joint["modalite"].replace(iae.ENSEMBLE, ""),
        unites=joint["unites"].fillna(0),
        premiere=joint["premiere"].fillna(0),
    )


def _demande(extrait: Extrait) -> pd.DataFrame:
    """Demandeurs d'emploi et part des QPV parmi eux ; vide si le dossier n'en a pas la table."""
    vus = [extrait.lieu.code, *extrait.parties]
    ici = extrait.lieu.besoins[extrait.lieu.besoins["territoire"].isin(vus)]
    an = extrait.lieu.etude.periode
    return empiler(
        [
            mesure(
                ici["territoire"],
                ici["demandeurs_emploi"],
                periode=an,
                indicateur="demandeurs_emploi",
            ),
            rapport(
                ici["territoire"],
                ici["demandeurs_emploi_qpv"],
                ici["demandeurs_emploi"],
                periode=an,
                indicateur="part_demandeurs_emploi_qpv",
                facteur=100.0,
            ),
        ]
    )


def _rapportees(extrait: Extrait) -> list[Table]:
    """ETP pour 1 000 demandeurs d'emploi, indice des QPV : si le dossier a la demande d'emploi."""
    demande = _demande(extrait)
    if demande.empty:
        return []
    compte = demande["indicateur"] == "demandeurs_emploi"
    densites = iae.densite(
        extrait.etp,
        demande[compte].set_index("territoire")["valeur"],
        nom="demandeurs_emploi",
        periode=extrait.lieu.etude.periode,
        compte="etp",
        indicateur="densite_etp",
    )
    return [
        _declarer(extrait, "densites", _sans_termes(densites, densites["modalite"]), "reference"),
        _declarer(extrait, "indices", _indices(extrait), "reference"),
    ]


def _indices(extrait: Extrait) -> pd.DataFrame:
    """IA-10 : au regard des demandeurs d'emploi et de la population, selon ce qu'a le dossier."""
    besoins = extrait.lieu.besoins.set_index("territoire")
    noms = ["demandeurs_emploi"]
    if besoins["population_qpv"].notna().any():
        noms.append("population")
    qpv = extrait.qpv
    indices = iae.indice_calcule(
        qpv[(qpv["indicateur"] == "part_qpv_salaries") & (qpv["modalite"] == iae.ENSEMBLE)],
        {nom: 100 * besoins[f"{nom}_qpv"] / besoins[nom] for nom in noms},
        periode=extrait.lieu.etude.periode,
    )
    return _sans_termes(indices, indices["modalite"])


def _conventionnement(extrait: Extrait) -> list[Table]:
    """IA-12 : ETP conventionnés, et part réalisée ; provisoire si des mois de l'année manquent."""
    etude = extrait.lieu.etude
    prevus = extrait.etats.par_etage(
        iae.etp_conventionnes, extrait.etats.annexes, annee=etude.annee
    )
    prevus = prevus[
        prevus["territoire"].isin([extrait.lieu.code, *extrait.parties])
        & prevus["modalite"].isin(extrait.modalites)
    ]
    if prevus.empty:
        return []
    prevus = _sans_convention(prevus, extrait)
    lot = prevus.merge(
        extrait.etp, on=["territoire", "modalite"], suffixes=("_prevu", ""), validate="1:1"
    )
    taux = rapport(
        lot["territoire"],
        lot["valeur"],
        lot["valeur_prevu"],
        periode=etude.periode,
        indicateur="taux_realisation_conventionnement",
        facteur=100.0,
    )
    if not extrait.etats.annee_pleine:
        taux = taux.assign(etat=taux["etat"].replace("ok", "provisoire"))
    table = empiler([prevus, _sans_termes(taux, lot["modalite"])])
    return [_declarer(extrait, "conventionnement", table)]


def _sans_convention(prevus: pd.DataFrame, extrait: Extrait) -> pd.DataFrame:
    """Les ETP conventionnés, et zéro là où ni annexe ni heure : aucune structure n'y est.

    Si une annexe tait ses postes ou ses dates, rien n'est mis à zéro : ce pourrait être la sienne.
    """
    dits = ["af_etp_postes_insertion", "af_date_debut_effet_v2", "af_date_fin_effet_v2"]
    if iae.annexes_comptees(extrait.etats.annexes)[dits].isna().to_numpy().any():
        return prevus
    places = ["territoire", "modalite"]
    sans_heure = extrait.etp.loc[extrait.etp["valeur"] == 0, places]
    dites = pd.MultiIndex.from_frame(pd.concat([prevus[places], sans_heure]))
    tous = extrait.completer(prevus)
    return tous[pd.MultiIndex.from_frame(tous[places]).isin(dites)]


def _contrats(extrait: Extrait) -> list[Table]:
    """Contrats signés par sexe, et ceux qu'aucun état mensuel ne situe."""
    return [
        *(
            _declarer(
                extrait, "contrats_sexe", t, "sexe", poids=p, autour=extrait.etats.voisinage.sexe
            )
            for t, p in par_sexe(extrait.etats)
        ),
        *(
            _declarer(extrait, "contrats_non_situes", t, poids=p)
            for t, p in non_situes(extrait.etats)
        ),
    ]


def _profils(extrait: Extrait) -> list[Table]:
    """Sexe, âge ; public et sorties si le dossier a les contrats."""
    lignes, contrats = extrait.etats.lignes, extrait.etats.contrats
    ou, annee = extrait.lieu.code, extrait.lieu.etude.annee
    declarees = [
        _declarer(extrait, "sexe", iae.par_sexe(lignes, territoire=ou, annee=annee), "sexe"),
        _declarer(extrait, "age", iae.par_age(lignes, territoire=ou, annee=annee), "age"),
    ]
    if contrats is None:
        return declarees
    publics = iae.par_public(lignes, contrats, territoire=ou, annee=annee)
    sorties = iae.sorties(lignes, contrats, territoire=ou, annee=annee)
    # La part est celle de deux nombres montrés : seul son numérateur entre dans le système.
    part = sorties["indicateur"] == "part_sorties_dynamiques"
    categories = sorties["modalite"].str.partition("|")[2].mask(part, DYNAMIQUE)
    sorties = sorties.assign(
        valeur=sorties["valeur"].mask(part, sorties["numerateur"]),
        numerateur=ABSENT,
        denominateur=ABSENT,
    )
    parties = sorties.assign(indicateur="sorties_examinees", modalite=categories)
    return [
        *declarees,
        _declarer(extrait, "public", publics, "public"),
        _declarer(extrait, "sorties", parties, "categorie"),
    ]
