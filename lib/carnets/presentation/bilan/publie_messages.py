"""Les phrases d'un bilan de chiffres publiés : chacune ne dit que ce que le document permet."""

from statistics import median

from carnets.presentation.bilan.publie import Publie
from carnets.presentation.bilan.reperes import REPERES, derniere
from carnets.presentation.nombres import avec_unite
from carnets.presentation.objets import Objet, Phrase, synthese
from carnets.presentation.textes import accorder, chiffre_cle, chiffres_cles, compter, lire, phrase

COMPTES = (
    "heures_realisees", "heures_prevues", "taux_realisation", "beneficiaires",
    "beneficiaires_qpv", "contrats_insertion", "heures_par_beneficiaire",
)  # fmt: skip


def synthese_publiee(p: Publie) -> list[Objet]:
    """Cinq à huit messages : d'abord ce qui est fait, enfin ce qui manque."""
    dits = [
        *_realisation(p), *_personnes(p), *par_personne(p), *couverture(p), *_maitres_ouvrage(p),
        *_equivalents(p), *_objectif(p), _controles(p), _manques(p),
    ]  # fmt: skip
    return [synthese(dits[:7] + dits[-1:] if len(dits) > 8 else dits)]


def reserves(p: Publie) -> list[str]:
    """Ce qu'il faut savoir d'un chiffre imprimé « plus de » ou « environ »."""
    notes = []
    if _borne_basse(p):
        notes.append(
            "Le document donne les heures réalisées par une borne basse : le taux et les moyennes "
            "qui en dépendent sont eux aussi des minimums."
        )
    if _nature(p, "heures_prevues") == "environ":
        notes.append("Les heures prévues sont une estimation.")
    return notes


def _borne_basse(p: Publie) -> bool:
    """Vrai si le document écrit « plus de » devant les heures réalisées."""
    return _nature(p, "heures_realisees") == "plus_de"


def _nature(p: Publie, grandeur: str) -> str:
    if not p.a("chiffres_publies"):
        return ""
    lignes = p.chiffres[(p.chiffres["territoire"] == p.code) & (p.chiffres["grandeur"] == grandeur)]
    return str(lignes["nature"].iloc[0]) if len(lignes) else ""


def _realisation(p: Publie) -> list[Phrase]:
    if not p.connu("taux_realisation"):
        return []
    taux = p.lire("taux_realisation")
    au_moins = "Au moins " if _borne_basse(p) else ""
    return [
        phrase(
            f"{au_moins}{p.lire('heures_realisees'):unite} d'insertion sont réalisées pour "
            f"{p.lire('heures_prevues'):unite} prévues, soit {taux} de l'objectif."
        )
    ]


def _personnes(p: Publie) -> list[Phrase]:
    if not p.connu("beneficiaires"):
        return []
    qpv = (
        f", dont {p.lire('beneficiaires_qpv')} habitants des quartiers prioritaires "
        f"({p.lire('part_beneficiaires_qpv')})"
        if p.connu("beneficiaires_qpv")
        else ""
    )
    return [phrase(f"{p.lire('beneficiaires')} personnes en ont bénéficié{qpv}.")]


def par_personne(p: Publie) -> list[Phrase]:
    """Les heures et les contrats de chaque bénéficiaire, face au repère national."""
    if not p.connu("heures_par_beneficiaire"):
        return []
    repere = derniere(REPERES["heures_par_beneficiaire"])
    contrats = (
        f" et signé {compter(p.lire('contrats_par_beneficiaire'), 'contrat', 'contrats')}"
        if p.connu("contrats_par_beneficiaire")
        else ""
    )
    return [
        phrase(
            f"Chaque bénéficiaire a fait {p.lire('heures_par_beneficiaire'):unite} en moyenne"
            f"{contrats}, contre {avec_unite(repere.valeur, 'heures')} dans l'ensemble des clauses "
            f"de France en {repere.depuis.year}."
        )
    ]


def couverture(p: Publie) -> list[Phrase]:
    """La couverture que le document déclare, et qui a compté."""
    dites = []
    if p.couverture is not None:
        part = lire(p.couverture, "couverture_territoires")
        dites.append(
            phrase(
                f"Ces totaux couvrent {p.nombre('qpv_couverts'):.0f} quartiers sur "
                f"{p.nombre('qpv_attendus'):.0f} ({part}) ; rien n'est extrapolé aux autres."
            )
        )
    organismes = p.nombre("organismes")
    if organismes == organismes:
        dites.append(
            phrase(
                f"{organismes:.0f} organismes ont compté leurs bénéficiaires chacun de son côté : "
                "une personne suivie par deux d'entre eux est comptée deux fois."
            )
        )
    return dites


def _maitres_ouvrage(p: Publie) -> list[Phrase]:
    if not p.a("suivi"):
        return []
    table = p.bilan.table
    taux = table[(table["indicateur"] == "taux_realisation") & (table["territoire"] != p.code)]
    connus = taux.loc[taux["etat"] == "ok", "valeur"]
    nuls = int((connus == 0).sum())
    atteints = int((connus >= 100).sum())
    ouvrages = accorder(len(taux), "maître d'ouvrage", "maîtres d'ouvrage")
    faits = accorder(atteints, "a atteint son objectif", "ont atteint leur objectif")
    muets = accorder(nuls, "n'a encore fait", "n'ont encore fait")
    return [
        phrase(f"Sur {len(taux)} {ouvrages}, {atteints} {faits} et {nuls} {muets} aucune heure."),
        phrase(
            "Le taux de réalisation médian est de "
            f"{avec_unite(median(connus), 'pourcentage', 1)}, contre "
            f"{p.lire('taux_realisation')} pour l'ensemble."
        ),
    ]


def _equivalents(p: Publie) -> list[Phrase]:
    legale = lire(p.equivalents, "etp_insertion", modalite="duree_legale")
    annonce = p.nombre("etp")
    if annonce != annonce:
        return [
            phrase(
                f"À la durée légale de travail, ces heures font {legale} équivalents temps plein ; "
                "le document n'en annonce pas."
            )
        ]
    bas, haut = (
        lire(p.compatibles, "heures_par_etp_compatibles", modalite=f"borne_{cote}")
        for cote in ("basse", "haute")
    )
    return [
        phrase(
            f"Les {annonce:.0f} ETP annoncés supposent entre {bas} et {haut} heures par ETP ; à la "
            f"durée légale, ce serait {legale} ETP."
        )
    ]


def _objectif(p: Publie) -> list[Phrase]:
    if p.objectif is None:
        return []
    ecarts = p.objectif.garder(indicateur="ecart_objectif_relatif", sauf=p.code).table
    pire = str(ecarts.sort_values("valeur", key=abs)["territoire"].iloc[-1])
    ecart = lire(p.objectif, "ecart_objectif_relatif", territoire=p.code)
    return [
        phrase(
            "Le nouveau programme vise "
            f"{lire(p.objectif, 'objectif_heures', territoire=p.code):unite} "
            f"d'insertion ; la formule affichée s'en écarte de {ecart} au total, et de "
            f"{lire(p.objectif, 'ecart_objectif_relatif', territoire=pire)} pour "
            f"{p.objectif.territoires.get(pire, pire)}."
        )
    ]


def _controles(p: Publie) -> Phrase:
    faits = len(p.constats) - len(p.tri.hypotheses)
    mauvais = len(p.tri.incoherents)
    if mauvais == 0:
        return phrase(
            accorder(
                faits,
                "Le seul contrôle de cohérence possible ne relève rien.",
                f"Les {faits} contrôles de cohérence possibles ne relèvent rien.",
            )
        )
    controles = accorder(faits, "contrôle", "contrôles")
    return phrase(
        f"Sur {faits} {controles} de cohérence des chiffres publiés, {mauvais} "
        f"{accorder(mauvais, 'relève', 'relèvent')} une incohérence."
    )


def _manques(p: Publie) -> Phrase:
    absents = [
        mot
        for nom, mot in {
            "beneficiaires": "le nombre de bénéficiaires",
            "beneficiaires_qpv": "le nombre d'habitants des quartiers",
            "contrats_insertion": "le nombre de contrats",
        }.items()
        if not p.connu(nom)
    ]
    absents += ["le profil des personnes", "leurs sorties"]
    return phrase(f"Ne sont pas publiés : {', '.join(absents)}.")


def chiffres_publies(p: Publie) -> list[Objet]:
    """Les comptes publiés, chacun avec son comparateur."""
    couverts = (
        f" ; {p.nombre('qpv_couverts'):.0f} quartiers sur {p.nombre('qpv_attendus'):.0f}"
        if p.couverture is not None
        else ""
    )
    comparateurs = {
        "heures_realisees": f"pour {p.lire('heures_prevues'):unite} prévues{couverts}",
        "taux_realisation": "non plafonné",
    }
    if p.a("chiffres_publies"):
        comparateurs |= {
            "beneficiaires": (
                f"dont {p.lire('beneficiaires_qpv')} habitants des quartiers{couverts}"
            ),
            "contrats_insertion": f"{p.lire('contrats_par_beneficiaire')} par bénéficiaire",
            "heures_par_beneficiaire": "moyenne par personne, tous contrats réunis",
        }
    return [
        chiffres_cles(
            [
                chiffre_cle(p.bilan, nom, comparateur, territoire=p.code)
                for nom, comparateur in comparateurs.items()
                if p.connu(nom)
            ],
            source=p.citer(),
        )
    ]
