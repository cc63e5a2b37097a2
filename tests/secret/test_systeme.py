"""Des tables au système : chaque cellule, ce qu'on en sait, ce qu'on peut en faire."""

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import (
    Effectif,
    Hierarchie,
    Montant,
    Nature,
    Registre,
    Table,
    declarer,
    publier_ensemble,
)
from carnets.secret.cellules import Cle
from carnets.secret.chantier import Cellule, Visibilite
from carnets.secret.registre import Entree
from carnets.secret.systeme import (
    Systeme,
    _marges,
    _systeme,
    assembler,
)
from carnets.secret.tableau import COLONNES
from tests.secret.fabrique import apports, longue, table

RIEN = math.nan
NATURES: dict[str, Nature] = {"salaries": Effectif(), "heures": Montant()}


def systeme(*tables: Table, hierarchies: Iterable[Hierarchie] = (), registre: Registre) -> Systeme:
    return assembler(tables, tuple(hierarchies), registre)


def seul(*tables: Table, hierarchies: Iterable[Hierarchie] = ()) -> Systeme:
    return systeme(*tables, hierarchies=hierarchies, registre=Registre())


def noms(assemble: Systeme) -> list[str]:
    return ["|".join(m for _, m in c.modalites) or c.territoire for c in assemble.cles]


def choisies(assemble: Systeme, masque: np.ndarray) -> set[str]:
    return {nom for nom, oui in zip(noms(assemble), masque, strict=True) if oui}


def valeur(assemble: Systeme, nom: str) -> float:
    return float(assemble.valeurs[noms(assemble).index(nom)])


def territoires(*lignes: tuple[str, str, float]) -> Table:
    """Une table d'effectifs : (territoire, sexe, valeur)."""
    donnees = pd.DataFrame(
        [(t, "2019", "salaries", m, RIEN, RIEN, n, "ok") for t, m, n in lignes],
        columns=list(COLONNES),
    )
    return declarer(
        "t", donnees, source="s", regle="personnes_partenaires", natures=NATURES,
        dimensions=("sexe",),
    )  # fmt: skip


def montants(
    valeurs: dict[str, float], unites: dict[str, tuple[float, float]], regle: str = "entreprises"
) -> Table:
    donnees = longue(list(valeurs.items()), "heures")
    return declarer(
        "m", donnees, source="s", regle=regle, natures=NATURES, dimensions=("sexe",),
        contributions=apports(donnees, unites),
    )  # fmt: skip


# --- ce qui se montre, ce qui se cache -----------------------------------------------------------


MELANGE = pd.DataFrame(
    [
        ("30", "2019", "salaries", nom, RIEN, RIEN, n, etat)
        for nom, n, etat in (
            ("", 64.0, "ok"),
            ("f", 4.0, "ok"),
            ("h", 60.0, "ok"),
            ("x", 0.0, "ok"),
            ("inconnu", RIEN, "nd"),
            ("cache", RIEN, "secret"),
            ("vide", RIEN, "sans_objet"),
        )
    ],
    columns=list(COLONNES),
)


def melange() -> Systeme:
    melangee = declarer(
        "t", MELANGE, source="s", regle="personnes_partenaires", natures=NATURES,
        dimensions=("sexe",),
    )  # fmt: skip
    passe = Entree(Cle("30", "2019", "salaries", (("sexe", "h"),)), None, "partenaires", "avant")
    return systeme(melangee, registre=Registre((passe,)))


def test_ce_que_le_lecteur_voit() -> None:
    assert choisies(melange(), melange().affichees) == {"30", "f", "h", "x", "vide"}


def test_ce_que_le_masquage_peut_cacher() -> None:
    """Ni un zéro, ni ce qui n'a pas d'objet, ni ce qui n'est pas affiché ne couvre personne."""
    assert choisies(melange(), melange().masquables) == {"30", "f", "h"}


def test_ce_qui_est_cache_d_avance() -> None:
    """Inconnu de nous, ou déjà masqué dans un livrable passé."""
    assert choisies(melange(), melange().doffice) == {"inconnu", "cache", "h"}


def test_ce_que_l_attaque_surveille() -> None:
    assert choisies(melange(), melange().surveillees) == {"30", "f", "h", "x", "cache"}
    assert choisies(melange(), melange().primaires) == {"f", "cache"}


def test_ce_qui_est_inconnu_n_a_pas_de_seuil() -> None:
    assemble = melange()
    sans_seuil = choisies(assemble, assemble.seuils == 0)
    assert sans_seuil == {"inconnu", "cache", "vide"}


def test_un_montant_d_une_unite_peut_couvrir() -> None:
    unites = {"": (20.0, 0.3), "a": (5.0, 0.3), "b": (15.0, 0.3)}
    assemble = seul(montants({"": 1.5, "a": 0.5, "b": 1.0}, unites))
    assert choisies(assemble, assemble.masquables) == {"30", "a", "b"}


def test_un_total_que_personne_n_affiche_relie_ses_parties() -> None:
    """Deux découpes des mêmes personnes, sans leur total : il se calcule, et les relie."""
    deux = [table([("f", 20), ("h", 30)], nom="sexes"), table([("j", 15), ("v", 35)], nom="ages")]
    deux[1] = declarer(
        "ages", deux[1].donnees, source="s", regle="personnes_partenaires", natures=NATURES,
        dimensions=("age",),
    )  # fmt: skip
    assemble = seul(*deux)
    assert choisies(assemble, assemble.doffice) == {"30"}
    assert valeur(assemble, "30") == 50
    assert not choisies(assemble, assemble.affichees) & {"30"}
    assert assemble.entieres.all()
    assert not assemble.montants.any()


def test_un_total_de_montants_que_personne_n_affiche_en_est_un() -> None:
    unites = {"a": (10.0, 0.3), "b": (10.0, 0.3)}
    sexes = montants({"a": 40.5, "b": 9.5}, unites)
    ages = replace(montants({"a": 30.5, "b": 19.5}, unites), nom="ages", dimensions=("age",))
    assemble = seul(sexes, ages)
    assert choisies(assemble, assemble.doffice) == {"30"}
    assert assemble.montants.all()
    assert not assemble.entieres.any()


# --- les marges ----------------------------------------------------------------------------------


def test_un_montant_qui_en_couvre_un_autre_prend_sa_marge() -> None:
    """Une entreprise seule fait 100 : à 17,6 %, cacher 900 avec elle n'exige pas 159 de marge."""
    unites = {"": (20.0, 0.3), "a": (1.0, 1.0), "b": (19.0, 0.3)}
    assemble = seul(montants({"": 1000, "a": 100, "b": 900}, unites), table([("", 40)]))
    marges = dict(zip(assemble.cles, assemble.marges, strict=True))
    propre = 100 * (1 / 0.85 - 1)
    attendues = {("heures", "a"): propre, ("heures", "b"): propre, ("heures", ""): propre}
    trouvees = {
        (cle.indicateur, cle.sur("sexe")): marge
        for cle, marge in marges.items()
        if cle.indicateur == "heures"
    }
    assert trouvees == pytest.approx(attendues)
    assert marges[Cle("30", "2019", "salaries")] == 2, "les effectifs gardent la leur"


def test_des_montants_masques_ailleurs_se_mesurent_a_ce_qu_ils_peuvent_valoir() -> None:
    """Quarante heures à deux : vingt chacune, dont la règle veut quatre onzièmes."""
    ici = montants({"": 100.0, "a": 60.0}, {"": (20.0, 0.3), "a": (12.0, 0.3)}, "personnes_public")
    masques = tuple(
        Entree(Cle("30", "2019", "heures", (("sexe", nom),)), None, "public", "avant")
        for nom in "bc"
    )
    assemble = systeme(
        ici, hierarchies=[Hierarchie("sexe", "", tuple("abc"))], registre=Registre(masques)
    )
    d_ailleurs = [cle.sur("sexe") in ("b", "c") for cle in assemble.cles]
    assert list(assemble.valeurs[d_ailleurs]) == pytest.approx([20, 20])
    assert list(assemble.marges[d_ailleurs]) == pytest.approx([20 * 4 / 11] * 2)


def test_sans_montant_confidentiel_chacun_garde_sa_marge() -> None:
    unites = {"": (20.0, 0.3), "a": (8.0, 0.3), "b": (12.0, 0.3)}
    assemble = seul(montants({"": 1000, "a": 100, "b": 900}, unites))
    assert list(assemble.marges) == pytest.approx(list(assemble.valeurs * (1 / 0.85 - 1)))


def test_la_marge_des_heures_de_personnes() -> None:
    """Règle des personnes : marge / seuil de la valeur, soit deux cinquièmes."""
    unites = {"": (20.0, 0.3), "a": (8.0, 0.3), "b": (12.0, 0.3)}
    assemble = seul(montants({"": 1000, "a": 100, "b": 900}, unites, regle="personnes_partenaires"))
    assert list(assemble.marges) == pytest.approx([400, 40, 360])


# --- ce que nous ignorons ------------------------------------------------------------------------


def completes(*lignes: tuple[str, float]) -> dict[str, float]:
    assemble = seul(table(list(lignes), dimensions=("sexe", "age")))
    return dict(zip(noms(assemble), map(float, assemble.valeurs), strict=True))


def test_une_valeur_inconnue_se_complete_par_ses_relations() -> None:
    assert completes(("", 43), ("f|", RIEN), ("h|", 30))["f"] == 13
    assert completes(("", RIEN), ("f|", 13), ("h|", 30))["30"] == 43
    vus = completes(
        *(("f|j", RIEN), ("f|v", 5), ("f|", 12)),
        *(("h|j", 6), ("h|v", RIEN), ("h|", 20)),
        *(("|j", 13), ("|v", 19), ("", 32)),
    )
    assert (vus["j|f"], vus["v|h"]) == (7, 14)


def test_plusieurs_inconnues_se_partagent_ce_qui_reste() -> None:
    vus = completes(("", 43), ("f|", RIEN), ("h|", RIEN), ("x|", 30))
    assert vus["f"] + vus["h"] == 13
    assert min(vus["f"], vus["h"]) >= 0


def test_une_inconnue_seule_vaut_zero() -> None:
    assert completes(("f|", RIEN)) == {"f": 0}


def test_une_inconnue_impossible_est_un_refus() -> None:
    with pytest.raises(RefusSecret, match="ne font pas leur total") as refus:
        completes(("", 47), ("f|", RIEN), ("h|", 58))
    assert not any(nombre in str(refus.value) for nombre in ("47", "58", "11"))
    assert "salaries" in str(refus.value)


# --- ce qui ne s'additionne pas ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "partie", "admis"),
    [
        (1_000_000.0, 999_999.0, True),  # un millionième, tout juste
        (1_000_000.0, 999_998.0, False),
        (100.0, 99.99, False),
        (1.0, 1 - 1.5e-6, False),
        (1.0, 1 - 0.5e-6, True),
    ],
)
def test_les_parties_font_leur_total_au_millionieme(
    total: float, partie: float, admis: bool
) -> None:
    unites = {"": (20.0, 0.3), "a": (20.0, 0.3)}
    essai = montants({"": total, "a": partie}, unites)
    if admis:
        assert valeur(seul(essai), "a") == partie
    else:
        with pytest.raises(RefusSecret, match="ne font pas leur total"):
            seul(essai)


def test_un_arrondi_de_montants_n_arrete_pas_l_attaque() -> None:
    """Dix heures d'écart sur vingt millions : l'attaque écarte la ligne, et juge les autres."""
    unites = {"": (60.0, 0.1), "a": (30.0, 0.1), "b": (30.0, 0.1)}
    heures = montants({"": 20_000_010.0, "a": 9_000_000.0, "b": 11_000_000.0}, unites)
    effectifs = table([("", 43), ("f", 3), ("h", 40)], nom="p")
    livraison = publier_ensemble([heures, effectifs], livrable="l")
    assert list(livraison.tables["m"].table["etat"]) == ["ok"] * 3
    assert list(livraison.tables["p"].table["etat"]).count("secret") == 2


def test_une_partie_plus_grande_que_son_total_est_refusee() -> None:
    partielle = [Hierarchie("territoire", "30", ("q1",), "partielle")]
    with pytest.raises(RefusSecret, match="ne font pas leur total"):
        seul(territoires(("30", "", 40), ("q1", "", 41)), hierarchies=partielle)
    assert seul(territoires(("30", "", 40), ("q1", "", 40)), hierarchies=partielle)


def test_un_montant_garde_ses_decimales() -> None:
    """Un million d'heures et quatre dixièmes ne s'arrondit pas : ce n'est pas un effectif."""
    unites = {"": (20.0, 0.3), "a": (20.0, 0.3)}
    assemble = seul(montants({"": 1_000_000.4, "a": 1_000_000.4}, unites))
    assert list(assemble.valeurs) == [1_000_000.4] * 2
    assert not assemble.entieres.any()


# --- territoires et morceaux ---------------------------------------------------------------------


def test_chaque_territoire_dit_ou_il_s_emboite() -> None:
    emboitement = [Hierarchie("territoire", "30", ("q1", "q2"), "partielle")]
    assert seul(territoires(("ailleurs", "", 40)), hierarchies=emboitement), "seul, il suffit"
    assert seul(territoires(("30", "", 60), ("q1", "", 20)), hierarchies=emboitement)
    assert seul(territoires(("q1", "", 20), ("q2", "", 30)), hierarchies=emboitement)
    with pytest.raises(RefusSecret, match="« ailleurs »"):
        seul(
            territoires(("30", "", 40), ("q1", "", 20), ("ailleurs", "", 30)),
            hierarchies=emboitement,
        )
    sur_le_sexe = [Hierarchie("sexe", "30", ("q1",), "partielle")]
    with pytest.raises(RefusSecret, match="« 30 », « q1 »"):
        seul(territoires(("30", "", 40), ("q1", "", 20)), hierarchies=sur_le_sexe)


def test_les_sexes_de_deux_territoires_s_additionnent_sans_le_dire() -> None:
    """Déclarer les territoires ne dispense pas de voir que femmes et hommes font le total."""
    emboitement = [Hierarchie("territoire", "30", ("q1",), "partielle")]
    lignes = [("30", "", 60.0), ("30", "f", 20.0), ("30", "h", 40.0)]
    lignes += [("q1", "", 30.0), ("q1", "f", 3.0), ("q1", "h", 27.0)]
    livraison = publier_ensemble([territoires(*lignes)], livrable="l", hierarchies=emboitement)
    etats = list(livraison.tables["t"].table["etat"])
    assert etats[4] == "secret"
    assert etats.count("secret") >= 2


def test_un_morceau_que_le_livrable_ne_montre_pas_n_entre_pas() -> None:
    ailleurs = [
        Entree(Cle("99", "2019", "salaries", (("sexe", s),) if s else ()), n, "public", "avant")
        for s, n in (("", 50.0), ("f", 20.0), ("h", 30.0))
    ]
    assemble = systeme(table([("", 50), ("f", 20), ("h", 30)]), registre=Registre(tuple(ailleurs)))
    assert {cle.territoire for cle in assemble.cles} == {"30"}
    assert assemble.matrice.shape == (1, 3)
    livraison = publier_ensemble(
        [table([("", 50), ("f", 20), ("h", 30)])], livrable="l", registre=Registre(tuple(ailleurs))
    )
    assert livraison.constat.publiees == 3


def cellule(indicateur: str, marge: float, *, montant: bool = True) -> Cellule:
    cle = Cle("30", "2019", indicateur)
    return Cellule(cle, 100.0, Visibilite.PUBLIEE, montant=montant, marge=marge)


def test_un_montant_qui_en_couvre_un_autre_n_en_demande_pas_plus() -> None:
    """Il prend la plus petite marge des montants interdits de son indicateur, s'il en a plus."""
    cellules = [
        cellule("heures", 20.0),
        cellule("heures", 10.0),
        cellule("heures", 50.0),
        cellule("heures", 3.0),
        cellule("euros", 50.0),
        cellule("salaries", 2.0, montant=False),
    ]
    primaires = np.array([True, True, False, False, False, True])
    assert list(_marges(cellules, primaires)) == [20, 10, 10, 3, 50, 2]
    assert list(_marges(cellules, np.zeros(6, dtype=bool))) == [20, 10, 50, 3, 50, 2]
    cellules[0].tables = cellules[5].tables = {"t"}
    d_ici = "celle du livrable est sûre, 20 ; celle du registre, 10, n'est qu'estimée"
    assert list(_marges(cellules, primaires)) == [20, 10, 20, 3, 50, 2], d_ici


def test_un_effectif_complete_a_un_cheveu_pres_est_entier() -> None:
    """Le solveur rend 13 au milliardième près ; un effectif pondéré garde ses décimales."""
    cellules = [
        Cellule(Cle("30", "2019", nom), valeur, Visibilite.PUBLIEE)
        for nom, valeur in {"a": 13 - 1e-9, "b": 12.4}.items()
    ]
    assert list(_systeme(cellules, np.zeros((0, 2)), (), Registre()).valeurs) == [13, 12.4]
