"""Le prévu et le réalisé d'un bilan de chiffres publiés : ensemble, formule, maîtres d'ouvrage."""

from carnets.presentation.barres import barres
from carnets.presentation.bilan import publie_messages as messages
from carnets.presentation.bilan.publie import Publie
from carnets.presentation.cibles import cibles
from carnets.presentation.nombres import avec_unite, pourcent
from carnets.presentation.objets import Objet
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau


def realisations(p: Publie) -> list[Objet]:
    """Le réalisé face au prévu, si le document donne les deux."""
    if not p.connu("heures_realisees") or not p.connu("heures_prevues"):
        return [non_disponible("Le document ne donne pas à la fois les heures prévues et faites.")]
    return [
        cibles(
            p.bilan.garder(indicateur=["heures_realisees", "heures_prevues", "taux_realisation"]),
            titre="Heures prévues et réalisées",
            source=p.citer(),
            realise="heures_realisees",
            objectif="heures_prevues",
            taux="taux_realisation",
            accent=p.code,
            libelles={"heures_realisees": "Réalisé", "heures_prevues": "Objectif"},
            notes=messages.reserves(p),
        ),
        non_disponible(
            "Ni le mois des heures, ni les avenants ne sont publiés : pas de courbe cumulée, pas "
            "de "
            "passage de l'objectif initial à l'objectif ajusté."
        ),
    ]


def objectif(p: Publie) -> list[Objet]:
    """L'objectif de chaque maître d'ouvrage, à côté de ce que redonne la formule affichée."""
    if p.objectif is None:
        return [
            non_disponible(
                "Le document ne donne pas à la fois la base, la part de main-d'œuvre, le coût "
                "horaire et le taux d'insertion de ses objectifs."
            )
        ]
    main_oeuvre, cout, insertion = (
        p.nombre(nom) for nom in ("taux_main_oeuvre", "cout_horaire", "taux_insertion")
    )
    source = p.etude.citer("objectifs")
    maitres = Disposition(entete="Maître d'ouvrage", roles={p.code: "total"})
    return [
        tableau(
            p.objectif,
            titre="Objectif publié et objectif recalculé, par maître d'ouvrage",
            source=source,
            disposition=maitres,
            notes=[
                f"Formule affichée : {pourcent(main_oeuvre)} de main-d'œuvre, "
                f"{avec_unite(cout, 'euros')} l'heure, {pourcent(insertion)} d'insertion. Écart : "
                "publié − recalculé."
            ],
        ),
        barres(
            p.objectif.garder(indicateur=["objectif_heures", "objectif_recalcule"], sauf=p.code),
            titre="Objectif d'heures publié et recalculé, par maître d'ouvrage",
            source=source,
        ),
        tableau(
            p.implicite,
            titre="Part de main-d'œuvre que supposent les heures publiées",
            source=source,
            disposition=maitres,
            notes=[
                f"Heures travaillées × {avec_unite(cout, 'euros')} / montant retenu ; la formule "
                f"affichée annonce {pourcent(main_oeuvre)}."
            ],
        ),
    ]


def niveaux(p: Publie) -> list[Objet]:
    """Ce que le document publie de chaque maître d'ouvrage ou périmètre."""
    if p.a("suivi"):
        return [
            tableau(
                p.bilan,
                titre="Heures prévues et réalisées par maître d'ouvrage",
                source=p.citer(),
                disposition=Disposition(entete="Maître d'ouvrage", roles={p.code: "total"}),
                notes=["L'ensemble est la somme des lignes, et non celle que le fichier imprime."],
            )
        ]
    comptes = tableau(
        p.bilan,
        titre="Heures, personnes et contrats",
        source=p.citer(),
        disposition=Disposition(
            lignes="indicateur", colonnes="territoire", entete="Indicateur",
            libelles=dict(p.bilan.territoires),
        ),
        notes=messages.reserves(p),
    )  # fmt: skip
    if p.autres is None:
        return [
            comptes,
            non_disponible(
                "Le document ne répartit les heures réalisées ni par maître d'ouvrage, ni par "
                "opération."
            ),
        ]
    return [
        comptes,
        tableau(
            p.autres.garder(indicateur=list(messages.COMPTES)),
            titre="Ce que le document publie d'autres périmètres",
            source=p.citer(),
            disposition=Disposition(entete="Périmètre"),
            notes=[
                "Des exemples que cite le document : ils ne font pas l'ensemble, et leurs années "
                "et leurs champs diffèrent."
            ],
        ),
    ]
