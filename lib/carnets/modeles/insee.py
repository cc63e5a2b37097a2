"""Modèles des tables de l'Insee : QPV (démographie, insertion, revenus), Filosofi, extrait.

Les colonnes d'une édition à l'autre ne sont pas les mêmes : toutes sont facultatives, sauf le code
et le nom. L'édition n'est pas l'année de référence : elle se déclare dans `constantes`. Une cellule
vide est secrète ou non disponible, jamais nulle. `note_*` : avertissement de qualité de l'Insee.
"""

from carnets.modeles.base import Colonne, Modele, enregistrer

_PUBLICS = {"": "", "_f": ", femmes", "_h": ", hommes"}


def _nombres(*definitions: tuple[str, str, str]) -> tuple[Colonne, ...]:
    """Colonnes (nom, unité, libellé) ; un taux est borné par 0 et 100, un effectif par 0."""
    return tuple(
        Colonne(
            nom,
            "nombre",
            libelle,
            unite,
            obligatoire=False,
            minimum=None if unite in ("€", "évolution") else 0,
            maximum=100 if unite == "pourcentage" else None,
        )
        for nom, unite, libelle in definitions
    )


def _notes(*noms: str) -> tuple[Colonne, ...]:
    return tuple(
        Colonne(n, "texte", "Avertissement de qualité de l'Insee", obligatoire=False) for n in noms
    )


def _effectifs(libelle: str, *noms: str) -> tuple[Colonne, ...]:
    """Effectifs dont les noms finissent, ou non, par le sexe."""
    return _nombres(*((n, "nombre", libelle + _PUBLICS.get(n[-2:], "")) for n in noms))


_IDENTITE = (
    Colonne("codgeo", "code", "Code du QPV", format="qpv", alias=("CODGEO",)),
    Colonne("libgeo", "texte", "Nom du QPV", obligatoire=False, presente=True, alias=("LIBGEO",)),
    Colonne("edition", "texte", "Édition, et non année de référence", obligatoire=False),
    Colonne(
        "annee_reference", "texte", "Année de référence, si elle est connue", obligatoire=False
    ),
)


def _table_qpv(theme: str, description: str, *colonnes: Colonne) -> Modele:
    return Modele(
        nom=f"insee_qpv_{theme}",
        description=description,
        colonnes=(*_IDENTITE, *colonnes),
        cle=("codgeo", "edition"),
        totaux=("Ensemble",),
        source="Insee, données sur les quartiers prioritaires",
    )


DEMOGRAPHIE = _table_qpv(
    "demo",
    "Insee, QPV : démographie et allocataires",
    *_nombres(
        ("pop_mun", "habitants", "Population municipale du QPV"),
        ("pop_com_qp", "habitants", "Population des QPV de la commune englobante"),
        ("pop_com", "habitants", "Population de la commune englobante"),
    ),
    Colonne("lib_com", "texte", "Commune englobante", obligatoire=False),
    *_nombres(
        ("tx_f", "pourcentage", "Part des femmes"),
        ("tx_tot_0a24", "pourcentage", "Part des moins de 25 ans"),
        ("tx_f_0a24", "pourcentage", "Part des moins de 25 ans parmi les femmes"),
        ("tx_tot_60etplus", "pourcentage", "Part des 60 ans et plus"),
        ("tx_f_60etplus", "pourcentage", "Part des 60 ans et plus parmi les femmes"),
        ("ind_jeune", "indice", "Indice de jeunesse : 0-19 ans / 60 ans et plus"),
        ("tx_tot_men1", "pourcentage", "Part des ménages d'une personne"),
        ("tx_tot_men6", "pourcentage", "Part des ménages de six personnes et plus"),
        ("tx_tot_et", "pourcentage", "Part des étrangers"),
        ("tx_f_et", "pourcentage", "Part des étrangères parmi les femmes"),
    ),
    *_effectifs("Allocataires Caf", "a"),
    *_effectifs("Personnes couvertes par une prestation Caf", "percou"),
    *_effectifs("Allocataires, selon la situation familiale ou étudiante", "am", "ai", "acssenf"),
    *_effectifs("Allocataires, selon la situation familiale ou étudiante", "acavenf", "ac3enf"),
    *_effectifs("Allocataires, selon la situation familiale ou étudiante", "a_netud_24", "a_etud"),
    *_effectifs("Enfants couverts, ensemble ou par âge", "enf", "enf_2", "enf_3_5", "enf_6_10"),
    *_effectifs("Enfants couverts, ensemble ou par âge", "enf_11_14", "enf_15_17", "enf_18_24"),
    *_notes("note_rp", "note_cnaf"),
)

_SEXES = ("", "_f", "_h")
INSERTION = _table_qpv(
    "ipro",
    "Insee, QPV : insertion professionnelle",
    *_nombres(
        ("tx_tot_empl", "pourcentage", "Taux d'emploi des 15-64 ans"),
        ("tx_f_empl", "pourcentage", "Taux d'emploi des femmes de 15-64 ans"),
        ("tx_et_empl", "pourcentage", "Taux d'emploi des étrangers de 15-64 ans"),
        ("tx_tot_eprec", "pourcentage", "Part des emplois précaires (éditions jusqu'à 2020)"),
        ("tx_f_eprec", "pourcentage", "Part des emplois précaires, femmes (jusqu'à 2020)"),
        ("tx_et_eprec", "pourcentage", "Part des emplois précaires, étrangers (jusqu'à 2020)"),
        ("tx_tot_edlim", "pourcentage", "Part des emplois à durée limitée (depuis 2022)"),
        ("tx_f_edlim", "pourcentage", "Part des emplois à durée limitée, femmes (depuis 2022)"),
        ("tx_et_edlim", "pourcentage", "Part des emplois à durée limitée, étrangers (depuis 2022)"),
    ),
    *_effectifs("Contrats aidés", "ca", "ca_f", "ca_h", "cui", "cui_f", "cui_h", "cae"),
    *_effectifs("Contrats aidés du secteur marchand", "cie", "cie_hs", "cie_s"),
    *_effectifs("Emplois d'avenir", "eav", "eav_f", "eav_h", "eav_infcap", "eav_cap", "eav_supcap"),
    *_effectifs("Contrats uniques d'insertion, par âge", "cui_25", "cui_26a49", "cui_50"),
    *_effectifs("Contrats uniques d'insertion, par niveau", "cui_infcap", "cui_cap", "cui_bac"),
    *_effectifs("Contrats uniques d'insertion, par niveau", "cui_supbac"),
    *_nombres(("evol_ca_n_e", "évolution", "Évolution des contrats aidés, en %")),
    *_effectifs("Demandeurs d'emploi", *(f"abcde{s}" for s in _SEXES)),
    *_effectifs("Demandeurs d'emploi ABC", *(f"abc{s}" for s in _SEXES)),
    *_effectifs("Demandeurs d'emploi ABC au RSA", *(f"abc_rsa{s}" for s in _SEXES)),
    *_effectifs("Demandeurs d'emploi A", *(f"a{s}" for s in _SEXES)),
    *_effectifs("Demandeurs d'emploi ABC, par âge", "abc_25", "abc_2649", "abc_50"),
    *_effectifs("Demandeurs d'emploi ABC, par nationalité", "abc_fr", "abc_e"),
    *_effectifs(
        "Demandeurs d'emploi ABC, par niveau de formation",
        *(f"abc_{n}{s}" for s in _SEXES for n in ("infcapbep", "capbep", "bac", "supbac")),
    ),
    *_effectifs(
        "Demandeurs d'emploi ABC, par qualification", *(f"abc_qal{i}" for i in range(1, 6))
    ),
    *_effectifs(
        "Demandeurs d'emploi ABC, par tranche d'ancienneté",
        *(f"abc_dur{i}{s}" for s in _SEXES for i in range(1, 5)),
    ),
    *_effectifs("Demandeurs d'emploi A au 4e trimestre (n, puis n-1)", "a_n_t4", "a_n1_t4"),
    *_nombres(
        *(
            (f"evol_{c}{s}_t4", "évolution", f"Évolution annuelle des demandeurs {c.upper()}, en %")
            for c in ("abc", "a")
            for s in _SEXES
        )
    ),
    *_notes("note_asp", "note_asp_e", "note_pe", "note_pe_t"),
)

REVENUS = _table_qpv(
    "revn",
    "Insee, QPV : revenus, pauvreté et prestations",
    *_nombres(
        ("pmimp", "pourcentage", "Part des ménages imposés"),
        ("part_chomprinc", "pourcentage", "Part des ménages vivant surtout du chômage"),
        ("decuc_q1", "€", "Premier quartile du revenu déclaré"),
        ("decuc_q2", "€", "Médiane du revenu déclaré par unité de consommation"),
        ("decuc_q3", "€", "Troisième quartile du revenu déclaré"),
        ("decuc_d1", "€", "Premier décile du revenu déclaré"),
        ("decuc_d9", "€", "Neuvième décile du revenu déclaré"),
        ("decuc_d1d9", "rapport", "Rapport interdécile du revenu déclaré"),
        ("brev", "pourcentage", "Taux de bas revenus déclarés"),
        ("disp_q1", "€", "Premier quartile du revenu disponible"),
        ("disp_q2", "€", "Médiane du revenu disponible par unité de consommation"),
        ("disp_q3", "€", "Troisième quartile du revenu disponible"),
        ("disp_d1", "€", "Premier décile du revenu disponible"),
        ("disp_d9", "€", "Neuvième décile du revenu disponible"),
        ("disp_d1d9", "rapport", "Rapport interdécile du revenu disponible"),
        ("tp60", "pourcentage", "Taux de pauvreté à 60 %"),
        ("pact", "part", "Part des revenus d'activité"),
        ("ppen", "part", "Part des pensions"),
        ("ppsoc", "part", "Part des prestations sociales"),
        ("pimpot", "évolution", "Part des impôts, négative"),
        ("ppat", "évolution", "Part des revenus du patrimoine"),
    ),
    *_effectifs("Bénéficiaires de l'assurance maladie", "c"),
    *_effectifs("Bénéficiaires de la couverture maladie complémentaire", "ccmuc"),
    *_effectifs("Bénéficiaires de la complémentaire santé sans participation", "c_c2snp"),
    *_effectifs("Bénéficiaires de la complémentaire santé avec participation", "c_c2sp"),
    *_effectifs("Allocataires Caf", "a"),
    *_effectifs("Allocataires dépendant des prestations", "apres50", "apres100"),
    *_effectifs("Allocataires d'une prestation", "appa", "arsa", "arsas", "aaah"),
    *_notes("note_filo", "note_cnam", "note_cnaf"),
)


def _filosofi() -> Modele:
    deciles = tuple(
        (f"d{i}", "€", f"Décile {i} du niveau de vie") for i in (1, 2, 3, 4, 6, 7, 8, 9)
    )
    parts = {
        "pact": "activité", "ptsa": "salaires", "pcho": "chômage", "pben": "bénéfices",
        "ppen": "pensions", "ppsoc": "prestations sociales", "ppfam": "prestations familiales",
        "ppmini": "minima sociaux", "pplogt": "aides au logement",
    }  # fmt: skip
    return Modele(
        nom="filosofi_disponible",
        description="Insee, Filosofi : revenu disponible par commune, EPCI, département, région",
        colonnes=(
            Colonne("codgeo", "texte", "Code du territoire", exemple="01004"),
            Colonne("libgeo", "texte", "Nom du territoire"),
            Colonne("annee", "entier", "Année des revenus", minimum=2000, maximum=2100),
            *_nombres(
                ("nbmen", "ménages", "Ménages fiscaux"),
                ("nbpers", "personnes", "Personnes des ménages fiscaux"),
                ("nbuc", "uc", "Unités de consommation"),
                ("q1", "€", "Premier quartile du niveau de vie"),
                ("q2", "€", "Médiane du niveau de vie"),
                ("q3", "€", "Troisième quartile du niveau de vie"),
                ("q3_q1", "€", "Écart interquartile"),
                *deciles,
                ("rd", "rapport", "Rapport interdécile D9/D1"),
                ("s80s20", "rapport", "Rapport S80/S20"),
                ("gi", "indice", "Indice de Gini"),
                *((n, "part", f"Part dans le revenu : {t}") for n, t in parts.items()),
                ("ppat", "évolution", "Part des revenus du patrimoine"),
                ("pimpot", "évolution", "Part des impôts, négative"),
            ),
        ),
        cle=("codgeo", "annee"),
        suffixe_annee=True,
        source="Insee, Filosofi",
    )


_EXTRAIT = (
    "pop_mun pop_com_qp pop_com ind_jeune tx_tot_et tx_f tx_f_et percou pmimp part_chomprinc "
    "decuc_q2 decuc_d1 decuc_d9 disp_q2 disp_d1 disp_d9 tp60 brev a tx_tot_empl tx_f_empl "
    "tx_et_empl tx_tot_eprec tx_f_eprec tx_et_eprec abcde abcde_f abcde_h abc_capbep abc_bac "
    "abc_supbac ec_mat ec_elem ec_elem_pri coll coll_pri nbetab ens_sante serv_par serv_tot "
    "auto_ent"
)
EXTRAIT_OCCITANIE = Modele(
    nom="qpv_extrait",
    description="Extrait d'indicateurs de QPV 2015, tous thèmes mêlés",
    colonnes=(
        Colonne("code_qpv", "code", "QPV", format="qpv_2015", alias=("code_qp",)),
        Colonne("libelle", "texte", "Nom du QPV", alias=("nom_qp",)),
        Colonne("commune", "texte", "Commune", alias=("nom_commune",)),
        *(Colonne(n, "nombre", "Voir le dictionnaire du fichier", obligatoire=False) for n in _EXTRAIT.split()),
    ),
    cle=("code_qpv",),
)  # fmt: skip

FILOSOFI = _filosofi()
enregistrer((DEMOGRAPHIE, INSERTION, REVENUS, FILOSOFI, EXTRAIT_OCCITANIE))
