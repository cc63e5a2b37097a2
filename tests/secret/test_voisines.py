"""Un livrable ne trahit pas un territoire d'à côté, qu'il ne montre pas mais que l'on en déduit."""

import math
from collections.abc import Mapping

import pandas as pd
import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import Effectif, Hierarchie, Table, declarer, publier_ensemble
from carnets.secret.cellules import cle
from carnets.secret.chantier import Visibilite
from carnets.secret.coherence import ChiffresContradictoires
from carnets.secret.depouillement import depouiller
from carnets.secret.publication import Livraison
from carnets.secret.registre import Entree, Registre
from carnets.secret.regles import regle
from carnets.secret.tableau import COLONNES

REGLE = regle("personnes_public", source="essai")
PERSONNES = {"ici": 28.0, "voisin": 4.0, "petit": 3.0}
"""Qui signe les contrats de chaque territoire : 15 contrats du voisin sont de quatre personnes."""


def lignes(effectifs: Mapping[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(t, "2024", "contrats", "", math.nan, math.nan, n, "ok") for t, n in effectifs.items()],
        columns=list(COLONNES),
    )


def table(ici: Mapping[str, float], voisines: Mapping[str, float] | None) -> Table:
    apports = pd.DataFrame(
        [(t, "2024", "contrats", "", unites, 0.5) for t, unites in PERSONNES.items()],
        columns=["territoire", "periode", "indicateur", "modalite", "unites", "premiere"],
    )
    return declarer(
        "t",
        lignes(ici),
        source="s",
        regle="personnes_public",
        natures={"contrats": Effectif()},
        contributions=apports,
        voisines=None if voisines is None else lignes(voisines),
    )


def lus(**valeurs: float | None) -> Registre:
    return Registre(
        tuple(Entree(cle(t, "2024", "contrats", {}), n, "public", t) for t, n in valeurs.items())
    )


def publier(registre: Registre, voisines: Mapping[str, float] | None) -> Livraison:
    return publier_ensemble(
        [table({"ici": 30.0}, voisines)],
        livrable="ici",
        hierarchies=[Hierarchie("territoire", "haut", ("ici", "voisin"))],
        registre=registre,
    )


def etat(livraison: Livraison) -> str:
    return str(livraison.tables["t"].table["etat"].iloc[0])


def test_ce_qui_laisserait_un_voisin_trop_petit_se_cache() -> None:
    assert etat(publier(lus(haut=45.0), {"voisin": 15.0})) == "secret"


def test_sans_le_voisin_quinze_contrats_passent_pour_quinze_personnes() -> None:
    assert etat(publier(lus(haut=45.0), None)) == "ok"


def test_un_voisin_deja_montre_est_lu() -> None:
    assert etat(publier(lus(haut=45.0, voisin=15.0), {"voisin": 15.0})) == "ok"


def test_un_voisin_lu_garde_ses_personnes() -> None:
    """Le registre n'en dit que les contrats ; qui se retranche de lui a besoin des personnes."""
    lues = depouiller((table({"ici": 30.0}, {"voisin": 15.0}),))
    nature = {"contrats": Effectif()}
    lus(voisin=15.0).completer(lues.chantier, REGLE, frozenset(), nature)
    cellule = lues.chantier.cellules[cle("voisin", "2024", "contrats", {})]
    assert (cellule.visibilite, cellule.unites) == (Visibilite.CONNUE, 4.0)


def test_de_deux_livrables_qui_se_contredisent_le_premier_reste_lu() -> None:
    lues = depouiller((table({"ici": 30.0}, None),))
    deux = Registre((*lus(voisin=15.0).entrees, *lus(voisin=14.0).entrees))
    deux.completer(lues.chantier, REGLE, frozenset(), {"contrats": Effectif()})
    assert lues.chantier.cellules[cle("voisin", "2024", "contrats", {})].valeur == 15.0


def test_un_voisin_masque_le_reste() -> None:
    assert etat(publier(lus(haut=45.0, voisin=None), {"voisin": 15.0})) == "secret"


def test_ce_qui_a_ete_lu_d_un_voisin_passe_avant_ce_qu_il_est_devenu() -> None:
    with pytest.raises(ChiffresContradictoires):
        publier(lus(haut=45.0, voisin=14.0), {"voisin": 15.0})


def test_un_voisin_n_est_ni_montre_ni_note() -> None:
    livraison = publier(lus(haut=45.0), {"voisin": 15.0})
    assert set(livraison.tables["t"].table["territoire"]) == {"ici"}
    assert [entree.cle.territoire for entree in livraison.entrees] == ["ici"]
    assert livraison.constat.publiees + livraison.constat.masquees == 1


def test_un_voisin_que_le_livrable_montre_est_une_de_ses_cellules() -> None:
    montree = depouiller((table({"ici": 30.0, "petit": 12.0}, {"petit": 12.0}),))
    cellule = montree.chantier.cellules[cle("petit", "2024", "contrats", {})]
    assert cellule.visibilite is Visibilite.PUBLIEE
    assert cellule.tables == {"t"}


def test_nul_ne_sait_d_un_voisin_qu_il_est_sous_le_seuil() -> None:
    """Le lecteur ne l'a pas vu masqué ; ses personnes, elles, comptent."""
    lues = depouiller((table({"ici": 30.0}, {"voisin": 15.0}),))
    cellule = lues.chantier.cellules[cle("voisin", "2024", "contrats", {})]
    assert cellule.visibilite is Visibilite.IMPLICITE
    assert (cellule.primaire, cellule.unites, cellule.seuil) == (True, 4.0, 0)
    assert [ligne.rang for ligne in lues.lignes] == [0]


def test_des_voisines_mal_formees_sont_refusees() -> None:
    with pytest.raises(RefusSecret, match="valeur"):
        declarer(
            "t",
            lignes({"ici": 30.0}),
            source="s",
            regle="personnes_public",
            natures={"contrats": Effectif()},
            voisines=lignes({"voisin": 15.0}).drop(columns="valeur"),
        )
