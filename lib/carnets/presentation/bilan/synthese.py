"""La synthèse d'un bilan de microdonnées : les messages d'une page, et les chiffres clés."""

from carnets.presentation.bilan.reperes import REPERES, derniere, en_vigueur, mois_en_lettres
from carnets.presentation.bilan.tables import Bilan
from carnets.presentation.nombres import avec_unite, pourcent
from carnets.presentation.objets import Objet, Phrase, synthese
from carnets.presentation.textes import chiffre_cle, chiffres_cles, compter, phrase


def messages(b: Bilan) -> list[Objet]:
    """Huit messages au plus : chacun a son nombre, et ce à quoi le comparer."""
    dits = [_realisation(b), _avancement(b), _personnes(b), _quartiers(b), _femmes(b), _charte(b)]
    if "annees" in b:
        dits.append(_rythme(b))
    if len(b.parties) > 1:
        dits.append(_additions(b))
    return [synthese(dits)]


def chiffres(b: Bilan) -> list[Objet]:
    """Six chiffres, chacun avec son comparateur."""
    niveaux, ici = b["territoires"], {"territoire": b.code}
    adresses = b.adresses
    return [
        chiffres_cles(
            [
                chiffre_cle(
                    niveaux, "heures_realisees",
                    f"{b.lire('territoires', 'heures_prevues'):unite} prévues", **ici,
                ),
                chiffre_cle(
                    niveaux, "taux_realisation",
                    f"{b.lire('marches', 'duree_ecoulee')} du temps des marchés écoulé", **ici,
                ),
                chiffre_cle(
                    niveaux, "beneficiaires",
                    f"dont {b.lire(adresses, 'beneficiaires', modalite='QP')} habitants des "
                    "quartiers", **ici,
                ),
                chiffre_cle(
                    niveaux, "contrats_insertion",
                    f"{b.lire('territoires', 'contrats_par_beneficiaire')} par bénéficiaire", **ici,
                ),
                chiffre_cle(
                    niveaux, "heures_par_beneficiaire",
                    "depuis l'origine, tous contrats réunis", **ici,
                ),
                chiffre_cle(
                    b["gup"], "heures_gup",
                    f"sur {b.lire('territoires', 'heures_realisees'):unite} en tout",
                ),
            ],
            source=b.citer("heures"),
        )
    ]  # fmt: skip


def _realisation(b: Bilan) -> Phrase:
    taux = b.lire("territoires", "taux_realisation")
    return phrase(
        f"De {mois_en_lettres(b.perimetre.premier_mois)} à {b.arrete}, "
        f"{b.lire('territoires', 'heures_realisees'):unite} d'insertion ont été faites. Les lots "
        f"qui ont un objectif en prévoient {b.lire('territoires', 'heures_prevues'):unite} à leur "
        f"terme : {taux} sont réalisés.",
        appui=taux,
        sinon=f"De {mois_en_lettres(b.perimetre.premier_mois)} à {b.arrete}, "
        f"{b.lire('territoires', 'heures_realisees'):unite} d'insertion ont été faites ; le taux "
        "de réalisation ne peut être montré.",
    )


def _avancement(b: Bilan) -> Phrase:
    ecart = b.lire("marches", "ecart_avancement")
    sens = "en avance" if ecart.valeur >= 0 else "en retard"
    return phrase(
        f"{b.lire('marches', 'duree_ecoulee')} de la durée des marchés est écoulée : le réalisé "
        "est "
        f"{sens} de {avec_unite(abs(ecart.valeur), 'points', 1)} sur ce rythme."
        if ecart.etat == "ok"
        else f"{b.lire('marches', 'duree_ecoulee')} de la durée des marchés est écoulée.",
    )


def _personnes(b: Bilan) -> Phrase:
    national = derniere(REPERES["contrats_par_beneficiaire"])
    par_personne = b.lire("territoires", "contrats_par_beneficiaire")
    return phrase(
        f"{b.lire('territoires', 'beneficiaires')} personnes ont eu au moins un contrat, soit "
        f"{compter(par_personne, 'contrat', 'contrats')} par personne, contre "
        f"{avec_unite(national.valeur, 'ratio', 2)} dans l'ensemble des clauses sociales de France "
        f"en {national.depuis.year} (sur une seule année).",
        appui=b.lire("territoires", "beneficiaires"),
        sinon="Le nombre de bénéficiaires de ce petit périmètre est couvert par le secret "
        "statistique.",
    )


def _quartiers(b: Bilan) -> Phrase:
    adresses = b.adresses
    habitants, part, heures = (
        b.lire(adresses, nom, modalite="QP")
        for nom in ("beneficiaires", "part_du_total", "part_heures_par_modalite")
    )
    dits = [f"{part} des personnes"] * (part.etat == "ok")
    dits += [f"{heures} des heures"] * (heures.etat == "ok")
    return phrase(
        f"{compter(habitants, 'bénéficiaire habitait', 'bénéficiaires habitaient')} un quartier "
        f"prioritaire à l'entrée{', soit ' if dits else ''}{' et '.join(dits)}.",
        appui=habitants,
        sinon="Le nombre d'habitants des quartiers prioritaires est couvert par le secret "
        f"statistique{' ; ils font ' if heures.etat == 'ok' else ''}{''.join(dits[-1:])}.",
    )


def _femmes(b: Bilan) -> Phrase:
    personnes = b.parts("personnes_par_sexe", "beneficiaires")
    heures = b.parts("heures_par_sexe", "heures_realisees")
    return phrase(
        f"Les femmes sont {b.lire(personnes, 'part_du_total', modalite='F')} des bénéficiaires et "
        f"font {b.lire(heures, 'part_du_total', modalite='F')} des heures.",
        appui=b.lire(personnes, "part_du_total", modalite="F"),
        sinon="La part des femmes est couverte par le secret statistique.",
    )


def _charte(b: Bilan) -> Phrase:
    annee = b.perimetre.etude.annee
    part = b.lire("charte", "part_insertion_investissement")
    seuil = en_vigueur("insertion/charte_anru/part_heures_investissement", annee)
    contre = f"pour {pourcent(seuil.valeur)} au moins à leur terme" if seuil else "sans seuil connu"
    return phrase(
        f"À ce stade, l'insertion fait {part} des heures de travail estimées des opérations "
        f"d'investissement, {contre}.",
        appui=part,
        sinon="La part de l'insertion dans les heures d'investissement n'est pas calculable : des "
        "opérations ne disent pas leur base, ou une valeur est secrète.",
    )


def _rythme(b: Bilan) -> Phrase:
    avant, an = b.annees[-2:]
    heures = {p: b.lire("annees", "heures_realisees", periode=p) for p in (avant, an)}
    if any(lu.etat != "ok" for lu in heures.values()):
        return phrase(
            f"Heures faites en {an} : {heures[an]:unite} ; en {avant} : {heures[avant]:unite}."
        )
    mois = b.perimetre.mois_de_l_annee
    rythmes = (heures[an].valeur / mois, heures[avant].valeur / b.mois_de(avant))
    return phrase(
        f"En {an}, {heures[an]:unite} ont été faites en {mois} mois, soit "
        f"{avec_unite(rythmes[0], 'heures')} par mois, contre {avec_unite(rythmes[1], 'heures')} "
        f"par mois en {avant}."
    )


def _additions(b: Bilan) -> Phrase:
    trop = b.personnes_en_trop
    if trop == 0:
        return phrase(
            f"Aucune personne n'a travaillé dans deux des {len(b.parties)} parties du périmètre."
        )
    return phrase(
        f"Les personnes ne s'additionnent pas : la somme des {len(b.parties)} parties en "
        f"compterait {trop:.0f} de trop."
        if trop is not None
        else "Les personnes ne s'additionnent pas d'une partie à l'autre ; l'excès d'une addition "
        "ne se calcule pas, une valeur étant secrète."
    )
