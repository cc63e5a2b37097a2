"""Ce qu'un lecteur sait additionner : réunions, recoupements, révisions."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import (
    Ajustement,
    Effectif,
    Fusion,
    Hierarchie,
    Montant,
    Nature,
    Registre,
    Table,
    Taux,
    declarer,
    publier_ensemble,
)
from carnets.secret.ajustement import regle_ajustee
from carnets.secret.cellules import Cle
from carnets.secret.registre import Entree
from carnets.secret.systeme import Systeme, assembler
from carnets.secret.tableau import COLONNES
from tests.secret.fabrique import apports, table


def masquees(*tables: Table, **options: object) -> set[str]:
    """Modalités cachées de la première table."""
    livraison = publier_ensemble(tables, livrable="l", **options)  # type: ignore[arg-type]
    montree = livraison.tables[tables[0].nom].table
    return set(montree.loc[montree["etat"] == "secret", "modalite"])


def paru(modalite: str, valeur: float, *, axe: str = "age", periode: str = "2019") -> Entree:
    axes = ((axe, modalite),) if modalite else ()
    return Entree(Cle("30", periode, "salaries", axes), valeur, "partenaires", "avant")


def deux_maitres(total: int, un: int, deux: int) -> Table:
    return table([("", total), ("un", un), ("deux", deux)], dimensions=("ouvrage",))


@pytest.mark.parametrize(
    ("doubles", "cache"), [(0, False), (1, True), (4, True), (5, False), (30, False)]
)
def test_qui_est_dans_deux_parties_se_deduit_de_leur_somme(doubles: int, cache: bool) -> None:
    """Deux maîtres d'ouvrage : leur somme dépasse le total de qui sert aux deux."""
    personnes = deux_maitres(100, 50, 50 + doubles)
    couvrante = [Hierarchie("ouvrage", "", ("un", "deux"), "couvrante")]
    assert bool(masquees(personnes, hierarchies=couvrante)) is cache
    recouvrante = [Hierarchie("ouvrage", "", ("un", "deux"), "recouvrante")]
    assert not masquees(personnes, hierarchies=recouvrante)


def test_une_partie_couvrante_ne_laisse_pas_non_plus_un_petit_reste() -> None:
    couvrante = [Hierarchie("ouvrage", "", ("un", "deux"), "couvrante")]
    assert masquees(deux_maitres(100, 97, 50), hierarchies=couvrante)


def test_des_parties_qui_ne_couvrent_pas_sont_refusees() -> None:
    couvrante = [Hierarchie("ouvrage", "", ("un", "deux"), "couvrante")]
    with pytest.raises(RefusSecret, match="ne font pas leur total"):
        masquees(deux_maitres(100, 40, 50), hierarchies=couvrante)


AGES = table([("", 100), ("a0", 3), ("a1", 40), ("a2", 57)], dimensions=("age",))
JEUNES = (Fusion("age", ("a0", "a1"), "jeunes"),)


def test_une_reunion_dont_une_partie_a_deja_paru_se_cache() -> None:
    """43 jeunes, dont 40 lus ailleurs : la réunion redonnerait les trois autres."""
    assert masquees(AGES, fusions=JEUNES) == set()
    cache = masquees(AGES, fusions=JEUNES, registre=Registre((paru("a1", 40.0),)))
    assert "jeunes" in cache
    assert len(cache) == 2, "et une autre, sans quoi elle se recalculerait du total"


def test_une_reunion_dont_une_partie_a_ete_masquee_reste_possible() -> None:
    cachee = Entree(Cle("30", "2019", "salaries", (("age", "a0"),)), None, "partenaires", "avant")
    assert masquees(AGES, fusions=JEUNES, registre=Registre((cachee,))) == set()


def d_un_an_sur_l_autre(avant: float, apres: float) -> set[str]:
    cumul = table([("", apres)], dimensions=())
    annees = [Hierarchie("periode", "2019", ("2018",), "recouvrante")]
    registre = Registre((paru("", avant, periode="2018"),))
    return masquees(cumul, hierarchies=annees, registre=registre)


def test_un_cumul_ne_dit_pas_qui_est_arrive_depuis_le_precedent() -> None:
    assert [bool(d_un_an_sur_l_autre(60, apres)) for apres in (60, 61, 64, 65)] == [
        False,
        True,
        True,
        False,
    ]


def test_un_cumul_revise_a_la_baisse_ne_se_compare_plus() -> None:
    assert not d_un_an_sur_l_autre(62, 60)


def test_un_cumul_inchange_compte_encore() -> None:
    """Soixante hier, soixante aujourd'hui, et 57 hommes déjà lus : il y a trois femmes au moins."""
    lignes = table([("", 60), ("f", 3), ("h", 57)])
    annees = [Hierarchie("periode", "2019", ("2018",), "recouvrante")]
    hommes = paru("h", 57.0, axe="sexe")
    assert masquees(lignes, hierarchies=annees, registre=Registre((hommes,))) == {"", "f"}
    deux = Registre((hommes, paru("", 60.0, periode="2018")))
    with pytest.raises(RefusSecret, match="même en masquant"):
        masquees(lignes, hierarchies=annees, registre=deux)


# --- totaux que personne n'affiche ----------------------------------------------------------------


def cles(*tables: Table, hierarchies: tuple[Hierarchie, ...] = ()) -> set[str]:
    """Modalités des cellules du système, affichées ou non."""
    assemble = assembler(tables, hierarchies, Registre())
    return {"|".join(nom for _, nom in cle.modalites) for cle in assemble.cles}


def croisee(*lignes: tuple[str, float]) -> Table:
    return table(list(lignes), dimensions=("age", "sexe"), nom="c")


FEMMES = (("j|f", 20.0), ("v|f", 30.0))
TOUS = (*FEMMES, ("j|h", 15.0), ("v|h", 25.0))


@pytest.mark.parametrize("mode", ["partielle", "recouvrante", "couvrante"])
def test_seules_des_parties_exactes_font_un_total_que_l_on_calcule(mode: str) -> None:
    sexes = (Hierarchie("sexe", "", ("f", "h"), mode),)  # type: ignore[arg-type]
    exacte = (Hierarchie("sexe", "", ("f", "h")),)
    assert {"j", "v", ""} <= cles(croisee(*TOUS), hierarchies=exacte)
    assert not {"j", "v"} & cles(croisee(*TOUS), hierarchies=sexes)


def test_un_total_se_calcule_ou_toutes_ses_parties_sont_la() -> None:
    exactes = (Hierarchie("sexe", "", ("f", "h")), Hierarchie("age", "", ("j", "v")))
    attendues = {"j|f", "j|h", "v|f", "v|h", "j", "v", "f", "h", ""}
    assert cles(croisee(*TOUS), hierarchies=exactes) == attendues
    assert cles(croisee(*TOUS[:3]), hierarchies=exactes) == {"j|f", "j|h", "v|f"}


def test_ni_l_ordre_des_lignes_ni_celui_des_hierarchies_ne_compte() -> None:
    exactes = (Hierarchie("sexe", "", ("f", "h")), Hierarchie("age", "", ("j", "v")))
    toutes = cles(croisee(*TOUS), hierarchies=exactes)
    assert cles(croisee(*reversed(TOUS)), hierarchies=exactes) == toutes
    d_abord = declarer(
        "a",
        croisee(*TOUS).donnees.assign(indicateur="autres"),
        source="s",
        regle="personnes_partenaires",
        natures={"autres": Effectif()},
        dimensions=("age", "sexe"),
    )
    siennes = tuple(replace(h, indicateurs=("salaries",)) for h in exactes)
    assert cles(d_abord, croisee(*TOUS), hierarchies=siennes) == toutes
    partielle = (Hierarchie("sexe", "", ("f", "h"), "partielle"), exactes[1])
    assert {"f", "h"} <= cles(croisee(*TOUS, ("", 90)), hierarchies=partielle)


def test_une_hierarchie_d_un_autre_indicateur_ne_relie_rien() -> None:
    autre = (Hierarchie("sexe", "", ("f", "h"), indicateurs=("heures",)),)
    ages = (Hierarchie("age", "", ("j", "v"), indicateurs=("heures",)),)
    siennes = (Hierarchie("sexe", "", ("f", "h"), indicateurs=("salaries",)),)
    # Sans hiérarchie qui la concerne, une dimension garde son total évident.
    assert cles(croisee(*TOUS), hierarchies=(*autre, *ages)) == cles(croisee(*TOUS))
    assert cles(croisee(*TOUS), hierarchies=(*autre, *siennes)) == cles(croisee(*TOUS))


def test_un_total_jadis_masque_ne_revient_pas_par_ses_parties() -> None:
    total = Entree(Cle("30", "2019", "salaries"), None, "partenaires", "avant")
    parties = table([("f", 20), ("h", 30)])
    assert masquees(parties) == set()
    assert len(masquees(parties, registre=Registre((total,)))) == 1


# --- le reste d'un total, le complément d'un taux -------------------------------------------------


def restes(assemble: Systeme, mot: str) -> list[int]:
    return [n for n, cle in enumerate(assemble.cles) if mot in f"{cle.territoire}{cle.indicateur}"]


def commune(
    tout: float, partie: float, *, regle: str, nature: Nature, unites: dict[str, float] | None
) -> Systeme:
    lignes = [
        (territoire, "2019", "n", "", math.nan, math.nan, valeur, "ok")
        for territoire, valeur in (("commune", tout), ("quartier", partie))
    ]
    donnees = pd.DataFrame(lignes, columns=list(COLONNES))
    pesees = None
    if unites is not None:
        pesees = apports(donnees, {"": (0, 0)}).assign(
            unites=[unites[t] for t in donnees["territoire"]], premiere=0.3
        )
    declaree = declarer(
        "t", donnees, source="s", regle=regle, natures={"n": nature}, contributions=pesees
    )
    emboitement = (Hierarchie("territoire", "commune", ("quartier",), "partielle"),)
    return assembler((declaree,), emboitement, Registre())


@pytest.mark.parametrize(
    ("regle", "seuil", "plancher", "marge"),
    [("personnes_partenaires", 5, 1, 2), ("personnes_public", 11, 1, 4), ("fiscal", 11, 0, 4)],
)
def test_le_reste_d_une_commune_suit_sa_regle(
    regle: str, seuil: int, plancher: int, marge: int
) -> None:
    for ecart, petit in ((0, False), (1, True), (seuil - 1, True), (seuil, False)):
        assemble = commune(60 + ecart, 60, regle=regle, nature=Effectif(), unites=None)
        (reste,) = restes(assemble, "hors quartier")
        assert assemble.valeurs[reste] == ecart
        assert bool(assemble.primaires[reste]) is petit
        if petit:
            assert assemble.surveillees[reste]
            assert (assemble.seuils[reste], assemble.planchers[reste]) == (seuil, plancher)
            assert assemble.marges[reste] == marge


def deux_quartiers(*lignes: tuple[str, float, str]) -> Systeme:
    """La commune 30 et deux quartiers, qui n'en font pas le tout : territoire, nombre, état."""
    donnees = pd.DataFrame(
        [(t, "2019", "n", "", math.nan, math.nan, n, etat) for t, n, etat in lignes],
        columns=list(COLONNES),
    )
    table = declarer(
        "t", donnees, source="s", regle="personnes_partenaires", natures={"n": Effectif()}
    )
    emboitement = (Hierarchie("territoire", "30", ("q1", "q2"), "partielle"),)
    return assembler((table,), emboitement, Registre())


def test_une_partie_sans_objet_ne_cache_pas_le_reste() -> None:
    """Un quartier sans objet ne compte personne : les trois d'ailleurs restent trois."""
    assemble = deux_quartiers(
        ("30", 43.0, "ok"), ("q1", 40.0, "ok"), ("q2", math.nan, "sans_objet")
    )
    (reste,) = restes(assemble, "hors")
    assert assemble.primaires[reste]
    assert assemble.valeurs[reste] == 3


@pytest.mark.parametrize(
    ("partie", "etat", "seuil"), [(10.0, "ok", 5), (math.nan, "nd", 0), (math.nan, "ns", 0)]
)
def test_le_reste_de_ce_que_nous_ignorons_n_est_borne_par_aucun_seuil(
    partie: float, etat: str, seuil: int
) -> None:
    """Quatre-vingt-dix personnes moins un quartier : le reste n'a un seuil que s'il se calcule."""
    assemble = deux_quartiers(("30", 90.0, "ok"), ("q1", 40.0, "ok"), ("q2", partie, etat))
    (reste,) = restes(assemble, "hors")
    assert assemble.seuils[reste] == seuil
    assert not assemble.primaires[reste]


def test_le_reste_d_un_montant_n_est_borne_par_aucun_seuil() -> None:
    assemble = commune(
        1000, 900, regle="entreprises", nature=Montant(), unites={"commune": 20, "quartier": 18}
    )
    (reste,) = restes(assemble, "hors quartier")
    assert assemble.primaires[reste]
    assert assemble.montants[reste]
    assert (assemble.seuils[reste], assemble.poids[reste]) == (0, 1)
    assert assemble.marges[reste] == pytest.approx(100 * (1 / 0.85 - 1))


def test_le_reste_n_est_entier_que_si_tout_l_est() -> None:
    """Quarante personnes, dont dix pesées 12,5 : le reste, 27,5, n'est pas un nombre entier."""
    unites = {"commune": 40.0, "quartier": 10.0}
    regle = "personnes_partenaires"
    for tout, partie, entier in ((40, 10, True), (40, 12.5, False), (45.5, 10, False)):
        assemble = commune(tout, partie, regle=regle, nature=Effectif(), unites=unites)
        (reste,) = restes(assemble, "hors quartier")
        assert bool(assemble.entieres[reste]) is entier


def test_le_poids_du_reste_est_celui_de_ses_unites() -> None:
    """Neuf personnes de moins, dont les trois du reste pèsent deux chacune : marge 2 × 2."""
    assemble = commune(
        26, 20, regle="personnes_partenaires", nature=Effectif(),
        unites={"commune": 13, "quartier": 10},
    )  # fmt: skip
    (reste,) = restes(assemble, "hors quartier")
    assert (assemble.poids[reste], assemble.seuils[reste], assemble.marges[reste]) == (2, 10, 4)


TAUX: dict[str, Nature] = {"taux": Taux("dynamiques", "sorties")}


def taux(partie: float, tout: float, *, groupe: str | None = None, regle: str = "fiscal") -> Table:
    ajustee = regle_ajustee(
        regle, None if groupe is None else Ajustement(groupe="masquer"), source="s"
    )
    ligne = ("30", "2019", "taux", "", partie, tout, 100 * partie / tout, "ok")
    donnees = pd.DataFrame([ligne], columns=list(COLONNES))
    return declarer("t", donnees, source="s", regle=ajustee, natures=TAUX)


def test_le_complement_d_un_taux_est_une_cellule() -> None:
    assemble = assembler((taux(40, 100),), (), Registre())
    assert [cle.indicateur for cle in assemble.cles] == [
        "dynamiques",
        "sorties",
        "sorties hors dynamiques",
    ]
    assert list(assemble.valeurs) == [40, 100, 60]


def test_masquer_les_groupes_entiers_ne_masque_qu_eux() -> None:
    assert masquees(taux(40, 100)) == set()
    assert masquees(taux(0, 100)) == {""}
    assert masquees(taux(100, 100)) == {""}


def test_ou_les_groupes_entiers_se_masquent_une_petite_cellule_peut_etre_vide() -> None:
    """Sous la même marque, un lecteur ne distingue plus 0 de 3 : le plancher est 0."""
    souple = assembler((taux(3, 40, regle="personnes_partenaires"),), (), Registre())
    ferme = taux(3, 40, groupe="masquer", regle="personnes_partenaires")
    assert souple.planchers[0] == 1
    assert assembler((ferme,), (), Registre()).planchers[0] == 0


def test_une_inclusion_ne_vaut_pas_pour_le_reste_d_une_autre() -> None:
    """Trente personnes vont aux deux types, l'un à l'EPCI, l'autre ailleurs : rien d'incohérent."""
    effectifs = {
        ("2B", ""): 100, ("2B", "aci"): 60, ("2B", "ai"): 70,
        ("epci", ""): 60, ("epci", "aci"): 60, ("epci", "ai"): 12,
    }  # fmt: skip
    donnees = pd.DataFrame(
        [
            (t, "2023", "n", m, math.nan, math.nan, float(v), "ok")
            for (t, m), v in effectifs.items()
        ],
        columns=list(COLONNES),
    )
    croisees = declarer(
        "t", donnees, source="s", regle="personnes_partenaires", natures={"n": Effectif()},
        dimensions=("type",),
    )  # fmt: skip
    inclusions = [
        Hierarchie("territoire", "2B", ("epci",), "recouvrante"),
        Hierarchie("type", "", ("aci", "ai"), "recouvrante"),
    ]
    for ordre in (1, -1):
        assert masquees(croisees, hierarchies=inclusions[::ordre]) == set()


def test_une_cellule_deplacee_est_la_meme_d_ou_qu_elle_vienne() -> None:
    """Ses modalités sont triées par dimension ; revenir au total d'une dimension l'en ôte."""
    femmes = Cle("30", "2019", "salaries", (("sexe", "f"),))
    jeunes = Cle("30", "2019", "salaries", (("age", "jeunes"),))
    croisee = Cle("30", "2019", "salaries", (("age", "jeunes"), ("sexe", "f")))
    assert femmes.vers("age", "jeunes") == jeunes.vers("sexe", "f") == croisee
    assert croisee.vers("sexe", "") == jeunes
    assert croisee.vers("sexe", "h").sur("sexe") == "h"
    assert femmes.vers("territoire", "31") == Cle("31", "2019", "salaries", (("sexe", "f"),))
    assert femmes.vers("periode", "2020").sur("periode") == "2020"
    assert (femmes.sur("age"), croisee.sur("age")) == ("", "jeunes")
