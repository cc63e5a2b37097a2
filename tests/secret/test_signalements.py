"""Ce qu'une personne doit relire, et ce qu'une règle ou une panne font dire."""

import math
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from carnets.erreurs import DonneesRefusees, RefusSecret
from carnets.secret import (
    Accord,
    Ajustement,
    Effectif,
    Evolution,
    Hierarchie,
    HorsSecret,
    Moyenne,
    Nature,
    Table,
    Taux,
    declarer,
    protection,
    publier,
    publier_ensemble,
)
from carnets.secret.ajustement import ajuster, regle_ajustee
from carnets.secret.cellules import Cle
from carnets.secret.deja_publie import entrees_connues
from carnets.secret.masquage import Masque, ProtectionImpossible, masquer
from carnets.secret.protection import tout_fermer
from carnets.secret.registre import Entree, Registre
from carnets.secret.regles import la_plus_stricte, regle
from carnets.secret.signalements import groupes_entiers
from carnets.secret.systeme import Systeme, assembler
from carnets.secret.tableau import COLONNES
from tests.secret.fabrique import longue, table

RIEN = math.nan


# --- groupes entiers ------------------------------------------------------------------------------


def signales(*tables: Table, hierarchies: tuple[Hierarchie, ...] = ()) -> list[str]:
    livraison = publier_ensemble(tables, livrable="l", hierarchies=hierarchies)
    return [phrase.rpartition("tous dans ")[2] for phrase in livraison.constat.signalements]


def test_un_groupe_entier_est_nomme_par_ce_qui_le_distingue() -> None:
    assert signales(table([("", 40), ("f", 40), ("h", 0)])) == ["« f »."]
    assert signales(table([("", 40), ("f", 20), ("h", 20)])) == []
    assert signales(table([("", 0), ("f", 0), ("h", 0)])) == [], "personne à qui l'appliquer"
    croisee = table(
        [("a|f", 20), ("a|h", 0), ("a|", 20), ("b|f", 30), ("b|h", 15), ("b|", 45),
         ("|f", 50), ("|h", 15), ("", 65)],
        dimensions=("age", "sexe"),
    )  # fmt: skip
    assert sorted(signales(croisee)) == ["« b ».", "« f »."], "les hommes ; la classe a"
    annees = (Hierarchie("periode", "2019", ("2018",), "recouvrante"),)
    deux = pd.concat([longue([("", 40)]), longue([("", 40)]).assign(periode="2018")])
    cumul = declarer(
        "t", deux, source="s", regle="personnes_partenaires", natures={"salaries": Effectif()}
    )
    assert signales(cumul, hierarchies=annees) == ["« 2018 »."]


def test_ce_qui_distingue_une_cellule_va_de_ses_modalites_a_sa_periode_et_son_lieu() -> None:
    ici, axes = Cle("30", "2019", "n"), (("age", "jeunes"), ("sexe", "femmes"))
    assert Cle("30", "2019", "n", axes).a_la_difference_de(ici) == "jeunes, femmes"
    assert Cle("q1", "2018", "n", axes[1:]).a_la_difference_de(ici) == "femmes, q1, 2018"
    assert ici.a_la_difference_de(ici) == ""


@pytest.mark.parametrize(
    ("montre", "lu"), [([("f", 40), ("h", 0)], ""), ([("", 40), ("h", 0)], "f")]
)
def test_un_groupe_que_montre_un_autre_livrable_se_signale_chez_lui(
    montre: list[tuple[str, float]], lu: str
) -> None:
    axes = (("sexe", lu),) if lu else ()
    ailleurs = Registre((Entree(Cle("30", "2019", "salaries", axes), 40.0, "partenaires", "a"),))
    sexes = [Hierarchie("sexe", "", ("f", "h"))]
    livraison = publier_ensemble(
        [table(montre)], livrable="l", hierarchies=sexes, registre=ailleurs
    )
    assert livraison.constat.signalements == ()


def test_un_groupe_entier_cache_n_est_pas_signale() -> None:
    seule = Ajustement(groupe="masquer")
    cachee = declarer(
        "t",
        pd.DataFrame([("30", "2019", "taux", "", 40.0, 40.0, 100.0, "ok")], columns=list(COLONNES)),
        source="s",
        regle=regle_ajustee("personnes_partenaires", seule, source="s"),
        natures={"taux": Taux("reussites", "examens")},
    )
    assert signales(cachee) == []


def test_un_groupe_entier_cache_parmi_d_autres_ne_se_dit_pas() -> None:
    """Tous chez « f », mais « f » et « h » se cachent : le dire montrerait ce qui se cache."""
    systeme = assembler((table([("", 40), ("f", 40), ("h", 0), ("x", 0)]),), (), Registre())

    def dits(*caches: str) -> int:
        cachees = np.isin([cle.sur("sexe") or "total" for cle in systeme.cles], caches)
        return len(groupes_entiers(systeme, Masque(cachees, cachees)))

    assert (dits(), dits("h"), dits("f"), dits("h", "x")) == (1, 1, 1, 1)
    assert (dits("f", "h"), dits("total"), dits("f", "h", "x")) == (0, 0, 0)


def test_seules_ses_parties_font_un_groupe() -> None:
    autre = declarer(
        "autre", longue([("", 40)], "examens"), source="s", regle="personnes_partenaires",
        natures={"examens": Effectif()},
    )  # fmt: skip
    assert signales(table([("", 40), ("f", 20), ("h", 20)]), autre) == []


@pytest.mark.parametrize("ordre", [1, -1])
def test_un_total_cache_ou_vide_n_empeche_pas_de_lire_la_suite(ordre: int) -> None:
    croisee = table(
        [("a|f", 0), ("a|h", 0), ("a|", 0), ("b|f", 20), ("b|h", 0), ("b|", 20), ("c|f", 7),
         ("c|h", 8), ("c|", 15)],
        dimensions=("age", "sexe"),
    )  # fmt: skip
    systeme = assembler((croisee,), (), Registre())
    autre = replace(systeme, matrice=systeme.matrice[::ordre])
    cachees = np.array([cle.sur("age") == "c" for cle in systeme.cles])
    phrases = groupes_entiers(autre, Masque(cachees, np.zeros(len(systeme), dtype=bool)))
    assert "« f »." in {phrase.rpartition("tous dans ")[2] for phrase in phrases}


def test_un_groupe_d_une_seule_unite_l_est_aussi() -> None:
    """Des entreprises : un groupe de trois, toutes dans la même case."""
    trois = table([("", 3), ("a", 3), ("b", 0)], regle="entreprises")
    assert signales(trois) == ["« a »."]


# --- règles ---------------------------------------------------------------------------------------


def test_la_plus_stricte_des_regles_de_plusieurs_sources() -> None:
    def choisie(*noms: str) -> str:
        return la_plus_stricte([regle(nom, source="s") for nom in noms], source="a + b").nom

    partenaires, public, fiscal = "personnes_partenaires", "personnes_public", "fiscal"
    assert choisie(partenaires, public) == choisie(public, partenaires) == public
    assert choisie(partenaires, fiscal) == choisie(fiscal, partenaires) == fiscal
    assert choisie("deja_publie", partenaires) == choisie(partenaires, "deja_publie") == partenaires
    assert choisie("deja_publie") == choisie("deja_publie", "deja_publie") == "deja_publie"
    assert choisie("entreprises", "deja_publie") == "entreprises"


def test_a_seuil_egal_la_plus_grande_marge_puis_le_public() -> None:
    large = ajuster(regle("personnes_public", source="s"), Ajustement(marge=6), source="s")
    public = regle("personnes_public", source="s")
    partenaires = ajuster(
        regle("personnes_partenaires", source="s"), Ajustement(seuil=11, marge=4), source="s"
    )
    for ordre in (1, -1):
        assert la_plus_stricte([large, public][::ordre], source="s") == large
        assert la_plus_stricte([partenaires, public][::ordre], source="s") == public


def test_personnes_et_entreprises_ne_se_melangent_pas() -> None:
    deux = [regle(nom, source="s") for nom in ("fiscal", "entreprises")]
    with pytest.raises(RefusSecret, match=r"« a \+ b ».*\(entreprises, fiscal\)"):
        la_plus_stricte(deux, source="a + b")


def test_une_regle_inconnue_propose_la_plus_proche() -> None:
    with pytest.raises(RefusSecret, match=r"« heures ».*inconnue « fiscale ».*fiscal"):
        regle("fiscale", source="heures")
    with pytest.raises(RefusSecret, match=r"« heures ».*secret: deja_publie"):
        regle(None, source="heures")


def test_une_date_sans_version_dit_la_regle_et_sa_premiere_date() -> None:
    with pytest.raises(RefusSecret, match=r"« fiscal ».*1900-01-01.*1951-06-07"):
        regle("fiscal", source="s", au=date(1900, 1, 1))


def test_le_public_le_reste_une_fois_ajuste() -> None:
    en_vigueur = regle("personnes_public", source="s")
    assert regle_ajustee("personnes_public", None, source="s") == en_vigueur
    assert regle_ajustee("personnes_public", Ajustement(), source="s") == en_vigueur
    accord = Accord(signataire="a", reference="b", date=date(2024, 1, 1))
    inutile = Ajustement(seuil=11, marge=4, accord=accord)
    assert regle_ajustee("personnes_public", inutile, source="s").accord is None


@pytest.mark.parametrize(
    ("regle_de", "dit"),
    [
        (
            "personnes_public",
            "Secret statistique : aucune cellule de moins de 11 personnes ; d'autres sont "
            "masquées pour qu'elles ne se recalculent pas.",
        ),
        (
            "entreprises",
            "Secret statistique : aucune cellule de moins de 3 unités, ni dont une unité fait "
            "82,5\u202f% ou plus ; d'autres sont masquées pour qu'elles ne se recalculent pas.",
        ),
    ],
)
def test_la_mention_dit_la_regle(regle_de: str, dit: str) -> None:
    plus_dure = Ajustement(dominance=0.825) if regle_de == "entreprises" else None
    une = declarer(
        "t",
        longue([("", 43)]),
        source="s",
        regle=regle_ajustee(regle_de, plus_dure, source="s"),
        natures={"salaries": Effectif()},
    )
    assert publier_ensemble([une], livrable="l").tables["t"].mention == dit


def test_le_constat_de_chiffres_deja_publies() -> None:
    une = table([("", 43), ("f", RIEN), ("h", 30)], regle="deja_publie")
    constat = publier_ensemble([une], livrable="l").constat
    assert (constat.publiees, constat.masquees, constat.fusionnees) == (2, 0, 0)
    assert (constat.plus_petit_intervalle, constat.signalements, constat.accords) == (None, (), ())
    assert constat.ligne == "Secret statistique : 2 cellules publiées, aucune masquée."
    assert 0 < constat.duree < 5


def test_une_duree_est_celle_du_travail_fait() -> None:
    constat = publier_ensemble([table([("", 43), ("f", 3), ("h", 40)])], livrable="l").constat
    assert 0 < constat.duree < 60


# --- tables déjà publiées à côté de tables à protéger ---------------------------------------------


NATURES: dict[str, Nature] = {
    "n": Effectif(),
    "taux": Taux("reussites", "examens"),
    "age": Moyenne("n"),
    "objectif": HorsSecret(),
    "evolution": Evolution("n", "2018"),
}


def publique(*lignes: tuple[str, float, float, float, str]) -> Table:
    donnees = pd.DataFrame(
        [("30", "2019", nom, "f", p, d, v, etat) for nom, p, d, v, etat in lignes],
        columns=list(COLONNES),
    )
    return declarer(
        "p", donnees, source="s", regle="deja_publie", natures=NATURES, dimensions=("sexe",)
    )


def test_ce_que_le_lecteur_sait_de_chiffres_deja_publies() -> None:
    connues = entrees_connues(
        (
            publique(
                ("objectif", RIEN, RIEN, 9, "ok"),
                ("evolution", RIEN, RIEN, 4, "ok"),
                ("taux", 20, 40, 50, "ok"),
                ("age", RIEN, 60, 41, "ok"),
            ),
        )
    )
    sexe = (("sexe", "f"),)
    assert {(e.cle, e.valeur, e.diffusion, e.livrable) for e in connues} == {
        (Cle("30", "2019", "reussites", sexe), 20, "public", "deja_publie"),
        (Cle("30", "2019", "examens", sexe), 40, "public", "deja_publie"),
        (Cle("30", "2019", "n", sexe), 60, "public", "deja_publie"),
    }
    assert entrees_connues((publique(("n", RIEN, RIEN, RIEN, "nd")),)) == ()


def test_une_table_deja_publiee_dit_ses_natures_et_ses_dimensions() -> None:
    muette = publique(("inconnu", RIEN, RIEN, 4, "ok"))
    with pytest.raises(RefusSecret, match=r"Table « p ».*nature"):
        entrees_connues((muette,))
    croisee = declarer(
        "p", publique(("n", RIEN, RIEN, 4, "ok")).donnees, source="s", regle="deja_publie",
        natures=NATURES, dimensions=("sexe", "age"),
    )  # fmt: skip
    with pytest.raises(RefusSecret, match=r"Table « p ».*dimensions"):
        entrees_connues((croisee,))


# --- pannes ---------------------------------------------------------------------------------------


def test_une_panne_dit_ou_et_ne_dit_pas_quoi() -> None:
    def dedans() -> None:
        raise ValueError("la cellule vaut 7331")

    with pytest.raises(RefusSecret) as refus, tout_fermer():
        dedans()
    ligne = dedans.__code__.co_firstlineno + 1
    assert f"(ValueError, {__file__.rpartition('/')[2]}:{ligne})" in str(refus.value)
    assert "7331" not in str(refus.value)


def test_une_erreur_d_usager_garde_son_message_et_son_code() -> None:
    with pytest.raises(DonneesRefusees, match="colonne absente"), tout_fermer():
        raise DonneesRefusees("colonne absente")


def test_un_masque_jamais_satisfaisant_grandit_puis_renonce(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Chaque reprise connaît tous les masques refusés avant elle."""
    vus: list[int] = []

    def espion(systeme: Systeme, refuses: tuple[Masque, ...]) -> Masque:
        vus.append(len(refuses))
        return masquer(systeme, refuses)

    monkeypatch.setattr(protection, "masquer", espion)
    monkeypatch.setattr("carnets.secret.audit.Audit.sur", property(lambda _: False))
    monkeypatch.setattr("carnets.secret.publication.conseiller", lambda *_: "rien")
    grande = [(f"a{n}", 20.0 + n) for n in range(12)]
    with pytest.raises(RefusSecret, match="ne résiste pas"):
        publier_ensemble(
            [table([("", 3 + sum(n for _, n in grande)), ("f", 3), *grande])], livrable="l"
        )
    assert vus == list(range(len(vus)))
    assert len(vus) >= 3


@pytest.mark.parametrize(("fautives", "dit"), [((0, 1), "« a », « b »"), ((), "« registre »")])
def test_un_masque_qui_ne_resiste_pas_nomme_ses_tables(
    monkeypatch: pytest.MonkeyPatch, fautives: tuple[int, ...], dit: str
) -> None:
    deux = (table([("", 40)], nom="b"), table([("f", 40)], nom="a"))
    systeme = assembler(deux, (), Registre())
    audit = SimpleNamespace(sur=False, fautives=fautives)
    monkeypatch.setattr("carnets.secret.protection.masquer", lambda *_: None)
    monkeypatch.setattr("carnets.secret.protection.auditer", lambda *_: audit)
    with pytest.raises(ProtectionImpossible) as refus:
        protection._masquer_et_attaquer(systeme)
    assert refus.value.tables == frozenset("ab" if fautives else "")
    assert str(refus.value) == (
        f"Table {dit} : le masquage ne résiste pas à l'attaque, une cellule masquée se recalcule "
        "ou presque."
    )


def test_une_panne_est_un_defaut_du_programme_a_signaler() -> None:
    with pytest.raises(RefusSecret) as refus, tout_fermer():
        raise ZeroDivisionError("7331")
    dit = str(refus.value)
    assert dit.startswith("La vérification du secret statistique s'est interrompue (ZeroDivision")
    assert dit.endswith(
        ") : rien n'est livré. C'est un défaut du programme ; signalez-le avec cette indication."
    )


def test_publier_une_table_dit_son_livrable_et_ses_emboitements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vus: list[dict[str, object]] = []

    def espion(tables: list[Table], **nommes: object) -> SimpleNamespace:
        vus.append(nommes)
        return SimpleNamespace(tables={tables[0].nom: tables[0]})

    monkeypatch.setattr("carnets.secret.publication.publier_ensemble", espion)
    emboitement = [Hierarchie("territoire", "30", ("q1",), "partielle")]
    livre = publier(
        longue([("", 43)]), source="revenus", regle="fiscal", natures={"salaries": Effectif()},
        hierarchies=emboitement, territoires={"30": "Gard"},
    )  # fmt: skip
    assert vus == [{"hierarchies": emboitement, "livrable": "revenus"}]
    assert (livre.source, livre.territoires) == ("revenus", {"30": "Gard"})


def test_declarer_dit_la_source_de_ce_qu_il_refuse() -> None:
    for regle_de, donnees in ((None, longue([("", 43)])), ("fiscal", longue([("", 4), ("", 4)]))):
        with pytest.raises(RefusSecret, match="Source « revenus »"):
            declarer("t", donnees, source="revenus", regle=regle_de)
    declaree = declarer(
        "t", longue([("", 43)]), source="revenus", regle="fiscal", territoires={"30": "Gard"}
    )
    assert (declaree.source, declaree.territoires) == ("revenus", {"30": "Gard"})
    assert declarer("t", longue([("", 43)]), source="s", regle="fiscal").territoires == {}
