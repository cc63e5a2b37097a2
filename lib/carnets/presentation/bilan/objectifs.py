"""Prévu et réalisé : cibles, cumul, cascade, objectif terme à terme, seuils de la charte."""

from carnets.dictionnaire import indicateur
from carnets.indicateurs.fiche_objectif import FicheObjectif
from carnets.presentation.bilan.engagements import EMBAUCHES, LOCAUX
from carnets.presentation.bilan.reperes import SEUILS, en_vigueur
from carnets.presentation.bilan.tables import Bilan
from carnets.presentation.cascade import cascade
from carnets.presentation.cibles import cibles
from carnets.presentation.cumul import cumul_mensuel
from carnets.presentation.nombres import avec_unite, pourcent
from carnets.presentation.objets import Objet
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau, tableau_texte
from carnets.presentation.textes import phrase, typographie

NIVEAUX = {"operation": "l'opération", "defaut": "la convention du dossier"}
SANS_ENGAGEMENTS = non_disponible(
    "Les embauches de gestion urbaine, les postes pourvus par des habitants et les objectifs "
    "locaux ne se déduisent pas des heures : ils demandent une table d'engagements de la charte, "
    "qui n'a rien pour ce territoire."
)
PARTIELLE = (
    "Le bilan s'arrête à {arrete} : l'objectif est celui du terme des marchés. Ramené à la durée "
    "écoulée, il serait de {prorata}."
)


def realisations(b: Bilan) -> list[Objet]:
    """Réalisé face à l'objectif à chaque niveau, courbe cumulée, cascade du prévu au réalisé."""
    source = b.citer("heures")
    prorata = b.lire("marches", "heures_prevues_prorata")
    niveaux = b["territoires"].garder(
        indicateur=[
            "heures_sur_objectif", "heures_prevues", "heures_prevues_initiales", "taux_realisation",
        ]
    ).choisir(territoire=b.au_dessus_des_lots)  # fmt: skip
    mois = b["mois"].avec_cumul("heures_realisees", "heures_cumulees")
    return [
        phrase(PARTIELLE.format(arrete=b.arrete, prorata=f"{prorata:unite}")),
        cibles(
            niveaux,
            titre="Heures prévues et réalisées",
            source=source,
            realise="heures_sur_objectif",
            objectif="heures_prevues",
            objectif_initial="heures_prevues_initiales",
            taux="taux_realisation",
            accent=b.code,
            libelles={
                "heures_sur_objectif": "Réalisé",
                "heures_prevues": "Objectif",
                "heures_prevues_initiales": "Objectif initial",
            },
            notes=["Les seuls lots qui ont un objectif en heures, des deux côtés du taux."],
        ),
        cumul_mensuel(
            mois.garder(indicateur=["heures_cumulees", "heures_prevues_cumulees"]),
            titre="Heures cumulées depuis l'origine",
            source=source,
            realise="heures_cumulees",
            prevu="heures_prevues_cumulees",
            libelles={
                "heures_cumulees": "Réalisé", "heures_prevues_cumulees": "Prévu", "periode": "Mois",
            },
            notes=[
                "Le prévu est étalé également sur la durée de chaque lot : un repère, pas un "
                "échéancier. Les mois où trop peu de personnes ont travaillé sont réunis."
            ],
        ),
        cascade(
            b["cascade"],
            titre="De l'objectif initial au réalisé",
            source=source,
            totaux=("heures_prevues_initiales", "heures_prevues", "heures_sur_objectif"),
            libelles={
                "heures_prevues_initiales": "Objectif initial",
                "ajustement_objectif": "Avenants",
                "heures_prevues": "Objectif ajusté",
                "ecart_realisation": _ecart(b),
                "heures_sur_objectif": "Réalisé",
            },
        ),
    ]  # fmt: skip


def _ecart(b: Bilan) -> str:
    """Une fois l'objectif atteint, il ne reste rien à faire : c'est un dépassement."""
    return "Dépassement" if b.lire("cascade", "ecart_realisation").valeur > 0 else "Reste à faire"


def termes(b: Bilan) -> list[Objet]:
    """L'objectif de chaque opération : sa base, ses paramètres, ce qu'il redonne."""
    lieu = b.perimetre
    if "objectifs" not in b:
        return [
            non_disponible(
                "Le bilan d'une région ne descend pas aux opérations : voir celui de chaque projet."
            )
        ]
    if not lieu.fiches:
        return [
            non_disponible(
                "Aucune opération ne donne à la fois sa base, sa part de main-d'œuvre, son coût "
                "horaire et son taux d'insertion : son objectif ne se recalcule pas."
            )
        ]
    return [
        tableau(
            b["objectifs"],
            titre="Objectif inscrit de chaque opération, et ce que redonne sa formule",
            source=b.citer("operations"),
            disposition=Disposition(
                entete="Opération",
                libelles={
                    "objectif_heures": "Objectif inscrit",
                    "objectif_recalcule": "Objectif recalculé",
                    "ecart_objectif": "Écart",
                },
            ),
            notes=[
                "Formule : base × part de main-d'œuvre / coût horaire × taux d'insertion. Écart : "
                "inscrit − recalculé. Le taux implicite est la part de main-d'œuvre que suppose "
                "l'objectif inscrit."
            ],
        ),
        tableau_texte(
            "Les termes de chaque objectif",
            ("Opération", "Dépenses", "Exclu de la base, et pourquoi", "Main-d'œuvre",
             "Coût horaire", "Insertion", "Fixés par"),
            [_termes(lieu.libelles.get(code, code), f) for code, f in lieu.fiches.items()],
            source=b.citer("operations"),
        ),
    ]  # fmt: skip


def charte(b: Bilan) -> list[Objet]:
    """Les seuils de la charte : investissement, gestion urbaine, postes, objectifs locaux."""
    parts = tableau(
        b["charte"],
        titre="Part de l'insertion dans les heures travaillées",
        source=b.citer("heures", "operations"),
        disposition=Disposition(
            lignes="indicateur", colonnes="periode", entete="Objectif de la charte",
            libelles=_avec_seuils(b.perimetre.etude.annee),
        ),
        notes=[
            "Heures d'investissement travaillées : une estimation (base × part de main-d'œuvre / "
            "coût horaire) sur toute la durée des opérations. Tant qu'elles ne sont pas finies, "
            "la part est un plancher. Les heures de gestion urbaine n'y entrent pas."
        ],
    )  # fmt: skip
    return [parts, *_suivis(b)]


def _suivis(b: Bilan) -> list[Objet]:
    """Ce qui ne se déduit pas des heures : embauches, postes, objectifs locaux."""
    objets = []
    if EMBAUCHES in b:
        objets.append(
            tableau(
                b[EMBAUCHES],
                titre="Embauches et postes réservés à l'insertion",
                source=b.citer("engagements"),
                disposition=Disposition(
                    lignes="indicateur", colonnes="periode", entete="Objectif de la charte",
                    libelles=_avec_seuils(b.perimetre.etude.annee),
                ),
                notes=[
                    "La charte de 2005 compte des embauches, celle de 2014-2024 des heures : deux "
                    "indicateurs, que rien ne convertit l'un dans l'autre. Pour les postes, elle "
                    "ne fixe pas de seuil (« une partie des embauches »)."
                ],
            )
        )  # fmt: skip
    if LOCAUX in b:
        objets.append(
            tableau(
                b[LOCAUX],
                titre="Objectifs locaux chiffrés",
                source=b.citer("engagements"),
                disposition=Disposition(lignes="modalite", entete="Objectif local"),
                notes=["Atteint / cible, non plafonné."],
            )
        )
    return objets or [SANS_ENGAGEMENTS]


def _avec_seuils(annee: int) -> dict[str, str]:
    """Libellé de chaque part, suivi de son seuil s'il en est un en vigueur cette année-là."""
    seuils = {nom: en_vigueur(parametre, annee) for nom, parametre in SEUILS.items()}
    return {
        nom: f"{indicateur(nom).libelle} (au moins {pourcent(seuil.valeur)})"
        if seuil
        else f"{indicateur(nom).libelle} (sans seuil en {annee})"
        for nom, seuil in seuils.items()
    }


def _termes(libelle: str, fiche: FicheObjectif) -> tuple[str, ...]:
    exclus = [f"{avec_unite(e.montant, 'euros')} : {e.motif}" for e in fiche.exclusions]
    total = fiche.base + sum(e.montant for e in fiche.exclusions)
    origines = {NIVEAUX[niveau] for niveau in fiche.provenances.values()}
    return (
        typographie(libelle),
        avec_unite(total, "euros"),
        typographie(" ; ".join(exclus)) or "rien",
        pourcent(fiche.taux_main_oeuvre),
        avec_unite(fiche.cout_horaire, "euros_par_heure"),
        pourcent(fiche.taux_insertion),
        ", ".join(sorted(origines)),
    )
