"""Un bilan niveau par niveau : maîtres d'ouvrage, opérations, lots, et dispersion d'une région."""

from carnets.indicateurs.dispersion import MINIMUM
from carnets.presentation.bilan.tables import Bilan
from carnets.presentation.bilan.zeros import sans_zeros
from carnets.presentation.objets import Objet
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import phrase
from carnets.secret import Diffusable

COMPARES = ("taux_realisation", "heures_par_beneficiaire")
MANQUES = ("heures_manquantes_a_terme", "penalites_theoriques")
QUARTILES = {
    "premier_quartile": "Premier quartile", "mediane": "Médiane",
    "troisieme_quartile": "Troisième quartile",
}  # fmt: skip
DESSOUS = {
    "region": "projets", "projet": "maîtres d'ouvrage", "maitre_ouvrage": "opérations",
    "operation": "lots",
}  # fmt: skip


def niveaux(b: Bilan) -> list[Objet]:
    """Heures, personnes et contrats de chaque niveau ; d'une région, la dispersion d'abord."""
    region = b.perimetre.etude.territoire.type == "region"
    return [
        *(_dispersion(b) if region else []),
        tableau(
            b["territoires"].garder(
                indicateur=[
                    "heures_realisees", "heures_prevues", "taux_realisation", "beneficiaires",
                    "heures_par_beneficiaire",
                ],
            ).choisir(territoire=b.au_dessus_des_lots),
            titre="Heures et personnes de chaque niveau",
            source=b.citer("heures", "contrats"),
            disposition=Disposition(
                entete="Périmètre", roles={b.code: "total"}, libelles=b.libelles_de_niveau
            ),
            notes=[
                "Les heures des parties font celles de l'ensemble ; les personnes se comptent à "
                "chaque niveau et ne s'y additionnent pas. Les contrats ne se montrent qu'au "
                "niveau du bilan : en face des personnes, ils diraient qui en a eu deux."
            ],
        ),
        *([phrase(_exces(b))] if len(b.parties) > 1 else []),
    ]  # fmt: skip


def _exces(b: Bilan) -> str:
    parties = DESSOUS[b.perimetre.etude.territoire.type]
    trop = b.personnes_en_trop
    if trop is None:
        return (
            f"De combien l'addition des {parties} dépasserait le nombre de bénéficiaires ne se "
            "calcule pas : une valeur est secrète."
        )
    if trop == 0:
        return f"Aucun bénéficiaire n'est compté dans deux des {len(b.parties)} {parties}."
    if trop == 1:
        return (
            f"Additionner les bénéficiaires des {len(b.parties)} {parties} en compterait 1 de "
            "trop : une personne a travaillé pour deux d'entre eux."
        )
    return (
        f"Additionner les bénéficiaires des {len(b.parties)} {parties} en compterait {trop} de "
        "trop : autant de fois où une même personne a travaillé pour plusieurs d'entre eux."
    )


def _dispersion(b: Bilan) -> list[Objet]:
    if len(b.parties) < MINIMUM:
        return [
            non_disponible(
                f"Avec {len(b.parties)} projets, une médiane ou un quartile désignerait l'un d'eux."
            )
        ]
    return [
        tableau(
            b["territoires"].disperser(COMPARES, territoires=b.parties, ensemble=b.code),
            titre=f"Médiane et quartiles entre les {len(b.parties)} projets",
            source=b.citer("heures", "contrats"),
            disposition=Disposition(
                lignes="indicateur", colonnes="modalite", entete="Indicateur", libelles=QUARTILES
            ),
            notes=[
                "Calculés sur les seules valeurs montrées : une dispersion, et non un palmarès de "
                "projets dont ni la taille ni l'avancement ne se comparent."
            ],
        )
    ]


def marches(b: Bilan) -> list[Objet]:
    """Chaque lot : prévu, réalisé, avancement, pénalité théorique."""
    if "lots" not in b:
        return [
            non_disponible(
                "Le bilan d'une région ne descend pas aux lots : voir celui de chaque projet."
            )
        ]
    lots = b["lots"]
    return [
        tableau(
            lots.garder(
                indicateur=[
                    "heures_realisees", "heures_prevues", "taux_realisation", "duree_ecoulee",
                    "ecart_avancement",
                ]
            ),
            titre="Prévu, réalisé et avancement de chaque lot",
            source=b.citer("heures", "marches"),
            disposition=Disposition(entete="Lot"),
            notes=[
                "Un retard sur le temps écoulé n'est pas un manquement : un chantier ne consomme "
                "pas ses heures au même rythme du début à la fin."
            ],
        ),
        _manques(b, lots.garder(indicateur=MANQUES)),
    ]  # fmt: skip


def _manques(b: Bilan, lots: Diffusable) -> Objet:
    """Les seuls lots à qui il manque des heures, ou dont le manque est caché."""
    table = lots.table
    if ((table["valeur"] == 0) & (table["etat"] == "ok")).all():
        return phrase(
            "Aucun lot arrivé à son terme n'a d'heure manquante : aucune pénalité, même théorique. "
            "Un lot en cours ne doit encore rien."
        )
    lots, omis = sans_zeros(lots, MANQUES, axe="territoire", libelles=lots.territoires)
    return tableau(
        lots,
        titre="Heures manquantes des lots arrivés à leur terme, et pénalité théorique",
        source=b.citer("heures", "clauses"),
        disposition=Disposition(entete="Lot"),
        notes=[
            "Théorique : heures manquantes × pénalité horaire de la clause, sans absences ni "
            "défauts de transmission, qui ne sont pas déclarés. Ce qui a été appliqué n'est "
            "pas dans ces données. Un lot en cours ne doit encore rien.",
            *omis,
        ],
    )
