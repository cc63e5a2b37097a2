"""Lire un bilan : le comparer, en tirer des alertes, répondre à l'article 9 de la charte."""

from collections.abc import Mapping, Sequence

from carnets.indicateurs.clauses.contrats import ALTERNANCE
from carnets.presentation.bilan.evolutions import a_memes_mois, avec_evolution
from carnets.presentation.bilan.reperes import REPERES, SEUILS, derniere, en_vigueur
from carnets.presentation.bilan.tables import Bilan
from carnets.presentation.bilan.textes import LIBELLES_BILAN, TROP_PEU, tableau_reponses
from carnets.presentation.nombres import avec_unite, pourcent
from carnets.presentation.objets import Objet
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau, tableau_texte
from carnets.presentation.textes import Lecture, accorder, compter, phrase, typographie
from carnets.secret import Diffusable

RETARD = -10.0  # points sous le temps écoulé
INCONNUES = 10.0  # % d'adresses
ECART_PUBLIC = 0.1  # entre un public déclaré et ce que l'adresse ou l'âge en disent
FORTES = 3
PERSONNES = ("personne", "personnes")


def comparaisons(b: Bilan) -> list[Objet]:
    """L'année, la précédente, le repère national."""
    if "annees" not in b:
        if len(b.annees) == 1:
            return [non_disponible("Le dossier ne porte qu'une année d'heures.")]
        return [non_disponible(f"Comparaison des années : {TROP_PEU}")]
    mois = b.perimetre.mois_de_l_annee
    partielle = (
        f"{b.annees[-1]} s'arrête à {b.arrete} ({mois} mois) : ses comptes ne se comparent pas à "
        "ceux d'une année pleine, et rien n'est extrapolé."
    )
    annees = tableau(
        b["annees"],
        titre="L'année et celles qui précèdent",
        source=b.citer("heures", "contrats"),
        disposition=Disposition(lignes="indicateur", colonnes="periode", entete="Indicateur"),
        notes=[
            "Une personne présente deux années compte dans chacune. Avant les deux dernières "
            "années, seules les heures sont reprises.",
            "Évolution : en points pour un taux, en % pour le reste, à même nombre de mois.",
            *([partielle] if mois < 12 else []),
        ],
    )
    return [
        avec_evolution(b, annees),
        *a_memes_mois(b),
        *(phrase(_national(b, nom)) for nom in REPERES),
    ]


def _national(b: Bilan, nom: str) -> str:
    repere, an = derniere(REPERES[nom]), b.annees[-1]
    lu = b.lire("annees", nom, periode=an)
    unite = "ratio" if nom.startswith("contrats") else "heures"
    mots = "Contrats" if nom.startswith("contrats") else "Heures"
    return (
        f"{mots} par bénéficiaire en {an} : {lu:unite} ; en France en {repere.depuis.year} : "
        f"{avec_unite(repere.valeur, unite, 2 if unite == 'ratio' else 0)} "
        f"({repere.reference.partition(' :')[0]})."
    )


def alertes(b: Bilan) -> list[Objet]:
    """Ce qu'un comité de pilotage doit regarder, tiré des seuls nombres montrés."""
    lignes = [*_alertes_de_charte(b), *_alertes_de_lots(b), *_alertes_de_donnees(b)]
    return [
        tableau_texte(
            "Points à regarder",
            ("Point", "Ce qui est constaté", "Comment le lire"),
            [tuple(typographie(mot) for mot in ligne) for ligne in lignes]
            or [("Aucun", "Aucun seuil n'est franchi", "")],
            source=b.citer("heures", "marches"),
        )
    ]


def _alertes_de_charte(b: Bilan) -> list[tuple[str, str, str]]:
    trouvees = []
    presents = set(b["charte"].table["indicateur"])
    for nom, parametre in SEUILS.items():
        seuil = en_vigueur(parametre, b.perimetre.etude.annee)
        if seuil is None or nom not in presents:
            continue
        part = b.lire("charte", nom)
        if part.etat == "ok" and part.valeur < seuil.valeur:
            trouvees.append(
                (
                    "Seuil de la charte",
                    f"{part} pour {pourcent(seuil.valeur)} attendus",
                    "Les opérations ne sont pas finies : la part peut encore monter.",
                )
            )
    return trouvees


def _alertes_de_lots(b: Bilan) -> list[tuple[str, str, str]]:
    if "lots" not in b:
        return []
    trouvees = []
    for lot in b.perimetre.lots:
        nom = b["lots"].territoires.get(lot, lot)
        lus = {
            cle: b.lire("lots", cle, territoire=lot)
            for cle in (
                "heures_realisees", "heures_prevues", "ecart_avancement",
                "heures_manquantes_a_terme",
            )
        }  # fmt: skip
        trouvees += [(nom, *constat) for constat in _alertes_d_un_lot(lus)]
    return trouvees


def _alertes_d_un_lot(lus: Mapping[str, Lecture]) -> list[tuple[str, str]]:
    faites, dues = lus["heures_realisees"], lus["heures_prevues"]
    manque, ecart = lus["heures_manquantes_a_terme"], lus["ecart_avancement"]
    trouvees = []
    if faites.etat == "ok" and faites.valeur == 0:
        trouvees.append(
            ("Aucune heure retenue", "Un lot muet n'est pas un lot à zéro heure : à vérifier.")
        )
    if dues.etat == "ok" and dues.valeur == 0:
        trouvees.append(("Aucun objectif en heures", "Il n'entre pas dans le taux de réalisation."))
    elif faites.etat == "ok" and faites.valeur == dues.valeur:
        trouvees.append(
            ("Réalisé égal à l'objectif, à l'heure près", "L'objectif a pu être recopié.")
        )
    if manque.etat == "ok" and manque.valeur > 0:
        trouvees.append(
            (
                f"Terme atteint, {manque:unite} {accorder(manque, 'manque', 'manquent')}",
                "Un avenant ou un report ?",
            )
        )
    elif ecart.etat == "ok" and ecart.valeur < RETARD:
        trouvees.append(
            (f"{ecart:unite} sur le temps écoulé", "Un retard n'est pas un manquement.")
        )
    return trouvees


def _alertes_de_donnees(b: Bilan) -> list[tuple[str, str, str]]:
    inconnues = b.lire(b.adresses, "part_du_total", modalite="NR")
    couverture = b.lire("marches", "couverture_lots")
    trouvees = []
    if inconnues.etat == "ok" and inconnues.valeur > INCONNUES:
        trouvees.append(
            ("Adresses", f"{inconnues} inconnues", "La part des quartiers est un plancher.")
        )
    if couverture.etat == "ok" and couverture.valeur < 100:
        trouvees.append(
            (
                "Couverture",
                f"{couverture} des lots ont déclaré des heures",
                "Les totaux sont ceux des lots qui ont déclaré.",
            )
        )
    return [*trouvees, *_publics_contredits(b)]


def _publics_contredits(b: Bilan) -> list[tuple[str, str, str]]:
    """Un public déclaré qui ne s'accorde pas avec l'adresse ou l'âge de la même personne."""
    confronts = (
        ("QPV", b.adresses, "QP", "habitants des quartiers d'après l'adresse"),
        ("JEUNE26", b.parts("personnes_par_age", "beneficiaires"), "moins_26", "moins de 26 ans"),
        ("SENIOR50", b.parts("personnes_par_age", "beneficiaires"), "50_plus", "50 ans et plus"),
    )
    trouvees = []
    for public, table, modalite, mots in confronts:
        dits = b.lire("personnes_par_public", "beneficiaires", modalite=public)
        connus = b.lire(table, "beneficiaires", modalite=modalite)
        if {dits.etat, connus.etat} == {"ok"} and abs(
            dits.valeur - connus.valeur
        ) > ECART_PUBLIC * connus.valeur:
            trouvees.append(
                (
                    f"Public « {LIBELLES_BILAN[public]} »",
                    f"{compter(dits, 'personne déclarée', 'personnes déclarées')}, {connus} {mots}",
                    "Le public n'est pas tenu à jour, ou l'adresse et l'âge ne le sont pas.",
                )
            )
    return trouvees


def article_9(b: Bilan) -> list[Objet]:
    """Chaque indicateur quantitatif et qualitatif de l'article 9, avec sa valeur."""
    adresses = b.adresses
    quartiers = sorted(b.perimetre.tables["personnes"]["code_qpv_entree"].dropna().unique())
    sexes = b.parts("personnes_par_sexe", "beneficiaires")
    codes = b.au_dessus_des_lots
    parties = [code for code in b.parties if code in codes]
    operations = [c for c in codes if c not in {b.code, *b.parties}] or parties
    reponses: dict[str, Lecture | str] = {
        "heures": b.lire("territoires", "heures_realisees"),
        "heures_mo": _heures_de(b, parties),
        "heures_operation": _heures_de(b, operations),
        "heures_qpv": b.lire(adresses, "heures_realisees", modalite="QP"),
        "heures_quartier": _enumerer(
            b, adresses, "heures_realisees", quartiers, dict(b["territoires"].territoires)
        ),
        "personnes_qpv": compter(b.lire(adresses, "beneficiaires", modalite="QP"), *PERSONNES),
        "publics": _enumerer_parts(b, "personnes_par_public", "beneficiaires"),
        "femmes": b.lire(sexes, "part_du_total", modalite="F"),
        "age": _enumerer_parts(b, "personnes_par_age", "beneficiaires"),
        "statut": _enumerer_parts(b, "personnes_par_statut_social", "beneficiaires"),
        "niveau": _enumerer_parts(b, "personnes_par_niveau", "beneficiaires"),
        "jeunes": compter(b.lire("comptes", "jeunes_peu_qualifies"), *PERSONNES),
        "contrats": _enumerer_parts(b, "contrats_par_type", "contrats_insertion"),
        "alternance": _alternance(b),
        "duree": compter(b.lire("comptes", "duree_moyenne_contrats"), "jour", "jours"),
        "formation": compter(b.lire("comptes", "beneficiaires_formes"), *PERSONNES),
        "reserves": b.lire("marches", "part_marches_reserves"),
        "gup": b.lire("gup", "heures_gup"),
    }
    return [tableau_reponses(reponses, source=b.citer("heures", "contrats", "personnes"))]


def _heures_de(b: Bilan, codes: Sequence[str]) -> str:
    """Les heures de chacun de ces territoires, en une phrase."""
    noms = b["territoires"].territoires
    dites = [
        f"{noms.get(code, code)} {b.lire('territoires', 'heures_realisees', territoire=code):unite}"
        for code in codes
    ]
    return " ; ".join(dites) or "le périmètre n'a pas de partie"


def _enumerer(
    b: Bilan, table: Diffusable | None, nom: str, modalites: Sequence[str], mots: Mapping[str, str]
) -> str:
    dites = [f"{mots.get(m, m)} {b.lire(table, nom, modalite=m):unite}" for m in modalites]
    return " ; ".join(dites) or "aucun quartier connu"


def _enumerer_parts(b: Bilan, decoupe: str, de: str) -> str:
    """Les trois modalités montrées les plus nombreuses d'une découpe, avec leur part."""
    table = b.parts(decoupe, de)
    if table is None:
        return "(secret)"
    lignes = table.table
    lignes = lignes[(lignes["indicateur"] == "part_du_total") & (lignes["modalite"] != "")]
    fortes = lignes[lignes["valeur"] > 0].sort_values("valeur", ascending=False).head(FORTES)
    dites = [
        f"{LIBELLES_BILAN.get(m, m)} {avec_unite(v, 'pourcentage', 1)}"
        for m, v in zip(fortes["modalite"], fortes["valeur"], strict=True)
    ]
    return " ; ".join(dites) or "(secret)"


def _alternance(b: Bilan) -> str:
    """APP et PRO, ou leur réunion quand la protection les a réunis."""
    types = b.parts("contrats_par_type", "contrats_insertion")
    reunis = types is not None and "alternance" in set(types.table["modalite"])
    codes = ("alternance",) if reunis else ALTERNANCE
    lus = [b.lire(types, "contrats_insertion", modalite=code) for code in codes]
    total = b.lire(types, "contrats_insertion", modalite="")
    if any(lu.etat != "ok" for lu in (*lus, total)):
        return "(secret)"
    n = sum(lu.valeur for lu in lus)
    return f"{avec_unite(100 * n / total.valeur, 'pourcentage', 1)} ({n:.0f} / {total.valeur:.0f})"
