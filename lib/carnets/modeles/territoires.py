"""Modèles des territoires : communes, EPCI, QPV des deux géographies, secteurs, contours."""

from carnets.modeles.base import Colonne, Modele, Reference, enregistrer

TYPES_TERRITOIRE = (
    "france", "region", "departement", "epci", "ept", "commune", "zone_emploi",
    "unite_urbaine", "qpv", "secteur",
)  # fmt: skip

TERRITOIRE = Modele(
    nom="territoire",
    description="Territoires de toute échelle, un par ligne et par millésime du code géographique",
    colonnes=(
        Colonne("type_territoire", "texte", "Échelle", valeurs=TYPES_TERRITOIRE),
        Colonne("code", "texte", "Code officiel", exemple="76"),
        Colonne(
            "millesime_cog", "entier", "Millésime du code officiel", minimum=1990, maximum=2100
        ),
        Colonne("libelle", "texte", "Nom du territoire"),
        Colonne("code_parent", "texte", "Code du territoire englobant", obligatoire=False),
        Colonne("population", "entier", "Population", "habitants", obligatoire=False, minimum=0),
        Colonne("annee_pop", "entier", "Année de la population", obligatoire=False, minimum=1990),
        Colonne(
            "type_pop",
            "texte",
            "Population municipale ou totale : ne jamais les mêler",
            obligatoire=False,
            valeurs=("municipale", "totale"),
        ),
    ),
    cle=("type_territoire", "code", "millesime_cog"),
)

QPV = Modele(
    nom="qpv",
    description="Quartiers prioritaires de la politique de la ville",
    colonnes=(
        Colonne("code_qpv", "code", "Code du quartier", format="qpv", alias=("code_qp", "CODGEO")),
        Colonne("geographie", "texte", "Géographie prioritaire", valeurs=("2015", "2024")),
        Colonne(
            "libelle",
            "texte",
            "Nom du quartier",
            obligatoire=False,
            presente=True,
            alias=("nom_qp", "lib_qp", "LIBGEO"),
        ),
        Colonne("communes", "texte", "Communes du quartier", obligatoire=False, alias=("lib_com",)),
        Colonne(
            "codes_communes",
            "liste",
            "Communes du quartier ; leurs parts vont dans qpv_commune",
            format="commune",
            obligatoire=False,
        ),
        Colonne(
            "code_commune",
            "code",
            "Commune principale",
            format="commune",
            obligatoire=False,
            alias=("insee_com",),
        ),
        Colonne(
            "population_municipale",
            "nombre",
            "Population municipale",
            "habitants",
            obligatoire=False,
            minimum=0,
        ),
        Colonne("annee", "entier", "Année de la population", obligatoire=False, minimum=1990),
        Colonne(
            "interet_npnru",
            "texte",
            "Intérêt national, régional, ou hors NPNRU",
            obligatoire=False,
            valeurs=("QIN", "QIR", "non"),
        ),
        Colonne("geometrie", "texte", "Contour en WGS84, écrit en WKT", obligatoire=False),
    ),
    cle=("code_qpv", "geographie"),
)

QPV_COMMUNE = Modele(
    nom="qpv_commune",
    description="Communes que couvre chaque quartier, et part de sa population dans chacune",
    colonnes=(
        Colonne("code_qpv", "code", "Quartier", format="qpv"),
        Colonne("code_commune", "code", "Commune", format="commune"),
        Colonne("pop_part", "nombre", "Part de la population du quartier dans cette commune", "ratio", obligatoire=False, minimum=0, maximum=1),
    ),
    cle=("code_qpv", "code_commune"),
    references=(Reference(("code_qpv",), "qpv", ("code_qpv",)),),
)  # fmt: skip

PASSAGE_QPV = Modele(
    nom="passage_qpv",
    description="Passage de la géographie 2024 à celle de 2015 : aucune série ne franchit la rupture",
    colonnes=(
        Colonne("code_2024", "code", "QPV 2024", format="qpv_2024", alias=("qp2024",)),
        Colonne("libelle_2024", "texte", "Nom 2024", alias=("lib_qp2024",)),
        Colonne(
            "nature",
            "texte",
            "Nature du passage",
            valeurs=("INCHANGE", "MODIFIE", "NOUVEAU", "SCINDE", "FUSIONNE", "ENTRANT", "SORTANT"),
            alias=("statut",),
        ),
        *(
            colonne
            for rang in (1, 2, 3)
            for colonne in (
                Colonne(
                    f"code_2015_{rang}",
                    "code",
                    f"QPV 2015 n° {rang}",
                    format="qpv_2015",
                    obligatoire=False,
                    alias=(f"qp2015_{rang}",),
                ),
                Colonne(
                    f"libelle_2015_{rang}",
                    "texte",
                    f"Nom 2015 n° {rang}",
                    obligatoire=False,
                    alias=(f"lib_qp2015_{rang}",),
                ),
            )
        ),
    ),
    cle=("code_2024",),
)

PASSAGE_PONDERE = Modele(
    nom="passage_qpv_pondere",
    description="Part de chaque quartier 2024 venue de chaque quartier 2015, une paire par ligne",
    colonnes=(
        Colonne("code_2015", "code", "QPV 2015 ; vide pour un entrant", format="qpv_2015", obligatoire=False),
        Colonne("code_2024", "code", "QPV 2024 ; vide pour un sortant", format="qpv_2024", obligatoire=False),
        Colonne("poids_pop", "nombre", "Part de la population 2024 qui en vient", "ratio", obligatoire=False, minimum=0, maximum=1),
        Colonne("nature", "texte", "Nature du passage", valeurs=("inchange", "modifie", "scinde", "fusionne", "entrant", "sortant")),
    ),
    cle=("code_2015", "code_2024"),
)  # fmt: skip

SECTEUR = Modele(
    nom="secteur",
    description="Secteurs locaux (GUP, conseil citoyen) : aucune statistique officielle à ce niveau",
    colonnes=(
        Colonne("id_secteur", "texte", "Identifiant du secteur"),
        Colonne("libelle", "texte", "Nom du secteur"),
        Colonne("code_qpv", "code", "QPV englobant", format="qpv", obligatoire=False),
        Colonne("id_projet", "texte", "Projet de renouvellement urbain", obligatoire=False),
        Colonne("geometrie", "texte", "Contour en WGS84, écrit en WKT", obligatoire=False),
    ),
    cle=("id_secteur",),
    references=(
        Reference(("id_projet",), "projet", ("id_projet",)),
        Reference(("code_qpv",), "qpv", ("code_qpv",)),
    ),
)

COMMUNE_EPCI = Modele(
    nom="commune_epci",
    description="Appartenance des communes aux EPCI, départements et régions",
    colonnes=(
        Colonne("code_commune", "code", "Commune", format="commune", alias=("codgeo",)),
        Colonne("commune", "texte", "Nom de la commune", alias=("libgeo",)),
        Colonne("code_epci", "code", "EPCI", format="epci", obligatoire=False, alias=("epci",)),
        Colonne("libelle_epci", "texte", "Nom de l'EPCI", obligatoire=False, alias=("libepci",)),
        Colonne("code_departement", "code", "Département", format="departement", alias=("dep",)),
        Colonne("code_region", "code", "Région", format="region", alias=("reg",)),
    ),
    cle=("code_commune",),
    # Îles et communes que l'Insee range « sans EPCI ».
    manquants=("ZZZZZZZZZ",),
)

COMMUNE_ZONE_EMPLOI = Modele(
    nom="commune_zone_emploi",
    description="Appartenance des communes aux zones d'emploi 2020",
    colonnes=(
        Colonne("code_commune", "code", "Commune", format="commune", alias=("codgeo",)),
        Colonne("commune", "texte", "Nom de la commune", alias=("libgeo",)),
        Colonne("code_zone", "code", "Zone d'emploi", format="zone_emploi", alias=("ze2020",)),
        Colonne("zone_emploi", "texte", "Nom de la zone", alias=("libze2020",)),
        Colonne("partie_regionale", "texte", "Partie régionale", obligatoire=False, alias=("ze_partie_reg",)),
        Colonne("code_departement", "code", "Département", format="departement", alias=("dep",)),
        Colonne("code_region", "code", "Région", format="region", alias=("reg",)),
    ),
    cle=("code_commune",),
)  # fmt: skip


def _contours(
    nom: str, description: str, format_code: str, alias: tuple[str, ...], *autres: Colonne
) -> Modele:
    return Modele(
        nom=nom,
        description=description,
        colonnes=(
            Colonne("code", "code", "Code du territoire", format=format_code, alias=alias),
            Colonne(
                "libelle",
                "texte",
                "Nom du territoire",
                alias=("lib_qp", "nom_qp", "lib_dep", "lib_reg", "lib_epci", "nom"),
            ),
            *autres,
            Colonne("geometrie", "texte", "Contour en WGS84, écrit en WKT"),
        ),
        cle=("code",),
    )


CONTOURS_QPV = _contours(
    "contours_qpv",
    "Contours des QPV",
    "qpv",
    ("code_qp", "code_qpv"),
    Colonne("code_departement", "code", "Département", format="departement", obligatoire=False, alias=("insee_dep",)),
    Colonne("communes", "texte", "Communes du quartier", obligatoire=False, alias=("lib_com", "commune_qp")),
    # Un quartier à cheval sur deux EPCI porte leurs deux codes dans la même cellule.
    Colonne("codes_epci", "texte", "SIREN de son EPCI, ou de ses EPCI", obligatoire=False, alias=("siren_epci",)),
)  # fmt: skip
CONTOURS_EPCI = _contours("contours_epci", "Contours des EPCI", "epci", ("code_epci",))
CONTOURS_DEPARTEMENTS = _contours(
    "contours_departements", "Contours des départements", "departement", ("insee_dep",)
)
CONTOURS_REGIONS = _contours("contours_regions", "Contours des régions", "region", ("insee_reg",))

enregistrer(
    (
        TERRITOIRE,
        QPV,
        QPV_COMMUNE,
        PASSAGE_QPV,
        PASSAGE_PONDERE,
        SECTEUR,
        COMMUNE_EPCI,
        COMMUNE_ZONE_EMPLOI,
        CONTOURS_QPV,
        CONTOURS_EPCI,
        CONTOURS_DEPARTEMENTS,
        CONTOURS_REGIONS,
    )
)
