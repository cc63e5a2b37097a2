"""De la table au Diffusable : taux, moyennes, évolutions, fusions, registre, pannes."""

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import (
    Accord,
    Ajustement,
    Derivee,
    Effectif,
    Evolution,
    Fusion,
    Hierarchie,
    Livraison,
    Montant,
    Moyenne,
    Nature,
    Registre,
    Table,
    Taux,
    declarer,
    lire_registre,
    publier,
    publier_ensemble,
    texte_du_registre,
)
from carnets.secret.ajustement import regle_ajustee
from carnets.secret.application import relire
from carnets.secret.cellules import Cle
from carnets.secret.depouillement import Ligne as LigneLue
from carnets.secret.registre import Entree
from carnets.secret.tableau import COLONNES
from tests.secret.fabrique import SALARIES, apports, longue, table

RIEN = math.nan
Ligne = tuple[str, str, str, str, float, float, float, str]


def ligne(
    indicateur: str,
    valeur: float,
    *,
    modalite: str = "",
    part: tuple[float, float] = (RIEN, RIEN),
    territoire: str = "30",
    periode: str = "2019",
    etat: str = "ok",
) -> Ligne:
    return (territoire, periode, indicateur, modalite, *part, valeur, etat)


def faire(
    *lignes: Ligne,
    natures: dict[str, Nature],
    nom: str = "t",
    regle: str = "personnes_partenaires",
    dimensions: tuple[str, ...] = ("sexe",),
    unites: dict[str, tuple[float, float]] | None = None,
) -> Table:
    donnees = pd.DataFrame(list(lignes), columns=list(COLONNES))
    return declarer(
        nom,
        donnees,
        source="s",
        regle=regle,
        natures=natures,
        dimensions=dimensions,
        contributions=None if unites is None else apports(donnees, unites),
    )


def vues(livraison: Livraison, nom: str = "t") -> list[tuple[object, ...]]:
    """(numérateur, dénominateur, valeur, état) de chaque ligne, None pour un nombre absent."""
    donnees = livraison.tables[nom].table
    colonnes = ["numerateur", "denominateur", "valeur", "etat"]
    return [
        tuple(None if isinstance(x, float) and math.isnan(x) else x for x in rangee)
        for rangee in donnees[colonnes].itertuples(index=False)
    ]


def test_publier_une_table_masque_et_ne_marque_que_d_une_facon() -> None:
    livre = publier(
        longue([("", 43), ("f", 3), ("h", 10), ("nb", 30)]),
        source="s",
        regle="personnes_partenaires",
        natures=SALARIES,
    )
    etats = list(livre.table["etat"])
    assert etats == ["ok", "secret", "secret", "ok"]
    assert livre.table.loc[livre.table["etat"] == "secret", "valeur"].isna().all()
    assert livre.fragiles == frozenset()
    assert "moins de 5 personnes" in livre.mention


def test_constat_compte_et_se_tait() -> None:
    livraison = publier_ensemble([table([("", 43), ("f", 3), ("h", 10), ("x", 30)])], livrable="l")
    constat = livraison.constat
    assert (constat.publiees, constat.masquees, constat.fusionnees) == (2, 2, 0)
    assert constat.plus_petit_intervalle is not None
    assert constat.plus_petit_intervalle >= 1
    assert constat.ligne == (
        "Secret statistique : 2 cellules publiées, 2 masquées ; "
        "l'attaque du livrable n'en retrouve aucune."
    )
    assert constat.duree > 0
    vide = publier_ensemble([table([("", 19), ("f", 9), ("h", 10)])], livrable="l").constat
    assert vide.ligne == "Secret statistique : 3 cellules publiées, aucune masquée."
    assert vide.plus_petit_intervalle is None


TAUX: dict[str, Nature] = {"taux": Taux("dynamiques", "sorties"), "sorties": Effectif()}


def test_taux_comme_les_cellules_dont_il_vient() -> None:
    def rendu(numerateur: float, denominateur: float) -> list[tuple[object, ...]]:
        valeur = 100 * numerateur / denominateur
        une = ligne("taux", valeur, part=(numerateur, denominateur))
        return vues(publier_ensemble([faire(une, natures=TAUX)], livrable="l"))

    assert rendu(20, 40) == [(20, 40, 50, "ok")]
    assert rendu(3, 40) in ([(None, 40, None, "secret")], [(None, None, None, "secret")])
    assert rendu(37, 40)[0][2:] == (None, "secret")
    assert rendu(0, 40) == [(0, 40, 0, "ok")]
    assert rendu(3, 4) == [(None, None, None, "secret")]


def test_taux_de_groupe_entier_signale_ou_masque() -> None:
    for numerateur in (0.0, 40.0):
        une = ligne("taux", 2.5 * numerateur, part=(numerateur, 40))
        signale = publier_ensemble([faire(une, natures=TAUX)], livrable="l")
        assert len(signale.constat.signalements) == 1
        assert "40" not in signale.constat.signalements[0].replace("« 2019 »", "")
        masque = publier_ensemble([faire(une, natures=TAUX, regle="fiscal")], livrable="l")
        assert vues(masque)[0][2:] == (None, "secret")
        assert masque.constat.signalements == ()


def test_cent_groupes_entiers_signales() -> None:
    for rang in range(100):
        total = 11.0 + rang
        lignes = [("", total), ("f", total if rang % 2 else 0), ("h", 0 if rang % 2 else total)]
        constat = publier_ensemble([table(lignes)], livrable="l").constat
        assert len(constat.signalements) == 1


def test_taux_incoherent_ou_sans_nombres() -> None:
    cas = [
        (ligne("taux", 150, part=(60, 40)), "ne font pas leur total"),
        (ligne("taux", 50), "avec son numerateur"),
        (ligne("taux", 50, part=(20, RIEN)), "avec son denominateur"),
        (ligne("inconnu", 50), "pas de nature"),
        (ligne("sorties", 5, part=(5, RIEN)), "n'a pas de numerateur"),
        (ligne("sorties", 5, part=(RIEN, 5)), "n'a pas de denominateur"),
        (ligne("sorties", -1), "négative"),
        (ligne("sorties", math.inf), "infinie"),
        (ligne("sorties", 2.5), "contributions"),
        (ligne("sorties", RIEN), "porte un nombre"),
        (ligne("sorties", 5, etat="nd"), "ne porte pas"),
        (ligne("sorties", 5, modalite="a|b"), "1 composantes"),
    ]
    for mauvaise, cause in cas:
        with pytest.raises(RefusSecret, match=cause):
            publier_ensemble([faire(mauvaise, natures=TAUX)], livrable="l")


def test_taux_non_disponible() -> None:
    lignes = (
        ligne("taux", RIEN, etat="nd"),
        ligne("taux", RIEN, modalite="f", part=(RIEN, 40), etat="secret"),
        ligne("taux", RIEN, modalite="h", etat="sans_objet"),
    )
    livraison = publier_ensemble([faire(*lignes, natures=TAUX)], livrable="l")
    assert [etat for *_, etat in vues(livraison)] == ["nd", "secret", "sans_objet"]
    assert vues(livraison)[1][1] == 40


def test_moyenne_comme_son_effectif() -> None:
    natures: dict[str, Nature] = {"age_moyen": Moyenne("salaries")}

    def rendu(effectif: float) -> tuple[object, ...]:
        une = ligne("age_moyen", 41.5, part=(RIEN, effectif))
        return vues(publier_ensemble([faire(une, natures=natures)], livrable="l"))[0]

    assert rendu(5) == (None, 5, 41.5, "ok")
    assert rendu(4) == (None, None, None, "secret")
    for part in ((RIEN, RIEN), (40.0, 40.0)):
        mauvaise = faire(ligne("age_moyen", 41.5, part=part), natures=natures)
        with pytest.raises(RefusSecret):
            publier_ensemble([mauvaise], livrable="l")


EVOLUTION: dict[str, Nature] = {"salaries": Effectif(), "evolution": Evolution("salaries", "2018")}


def test_evolution_se_cache_avec_ses_bouts() -> None:
    def rendu(avant: float, apres: float) -> str:
        lignes = (
            ligne("salaries", avant, periode="2018"),
            ligne("salaries", apres),
            ligne("evolution", apres - avant),
        )
        livraison = publier_ensemble([faire(*lignes, natures=EVOLUTION)], livrable="l")
        return str(vues(livraison)[2][3])

    assert [rendu(20, 30), rendu(3, 30), rendu(30, 3)] == ["ok", "secret", "secret"]


ETP: dict[str, Nature] = {
    "salaries": Effectif(),
    "etp": Derivee(("salaries",), {"salaries": ("convention",)}),
}


def test_un_calcul_sans_sa_cellule_est_refuse() -> None:
    """Le total, publié, ne couvre pas un calcul fait sur une partie qui ne l'est pas."""
    lignes = (ligne("salaries", 40), ligne("etp", 12.5, modalite="F"))
    with pytest.raises(RefusSecret, match="se calcule à partir de « salaries »"):
        publier_ensemble([faire(*lignes, natures=ETP)], livrable="l")


def test_un_calcul_se_cache_avec_sa_cellule() -> None:
    def etats(femmes: float) -> list[str]:
        lignes = (
            ligne("salaries", 40),
            ligne("salaries", femmes, modalite="F|"),
            ligne("salaries", 40 - femmes, modalite="H|"),
            ligne("etp", femmes / 2, modalite="F|legale"),
            ligne("etp", 20, modalite="|legale"),
        )
        etude = faire(*lignes, natures=ETP, dimensions=("sexe", "convention"))
        return [str(vue[3]) for vue in vues(publier_ensemble([etude], livrable="l"))[3:]]

    assert etats(20) == ["ok", "ok"]
    assert etats(3) == ["secret", "ok"]


def test_evolution_dont_un_bout_manque() -> None:
    lignes = (ligne("salaries", 30), ligne("evolution", 10))
    with pytest.raises(RefusSecret, match="période « 2018 »"):
        publier_ensemble([faire(*lignes, natures=EVOLUTION)], livrable="l")
    avant = Entree(Cle("30", "2018", "salaries"), 20.0, "partenaires", "l2018")
    livraison = publier_ensemble(
        [faire(*lignes, natures=EVOLUTION)], livrable="l", registre=Registre((avant,))
    )
    assert [v[3] for v in vues(livraison)] == ["ok", "ok"]
    cache = Entree(Cle("30", "2018", "salaries"), None, "partenaires", "l2018")
    livraison = publier_ensemble(
        [faire(*lignes, natures=EVOLUTION)], livrable="l", registre=Registre((cache,))
    )
    assert [v[3] for v in vues(livraison)] == ["ok", "secret"]


HEURES: dict[str, Nature] = {"heures": Montant()}


def montants(unites: dict[str, tuple[float, float]]) -> Livraison:
    valeurs = {"": 1000, "a": 300, "b": 340, "c": 360}
    lignes = [ligne("heures", v, modalite=m) for m, v in valeurs.items()]
    return publier_ensemble(
        [faire(*lignes, natures=HEURES, regle="entreprises", unites=unites)], livrable="l"
    )


@pytest.mark.parametrize(
    ("unites", "cachee"),
    [((3, 0.849), False), ((3, 0.85), True), ((3, 0.851), True), ((2, 0.5), True), ((1, 1), True)],
)
def test_dominance_dans_une_table(unites: tuple[float, float], cachee: bool) -> None:
    autres = {"": (20.0, 0.3), "b": (8.0, 0.3), "c": (9.0, 0.3)}
    livraison = montants({**autres, "a": unites})
    assert (vues(livraison)[1][3] == "secret") is cachee
    assert sum(v[3] == "secret" for v in vues(livraison)) == (2 if cachee else 0)


def test_montant_sans_contributions_ou_mal_faites() -> None:
    une = ligne("heures", 1000)
    with pytest.raises(RefusSecret, match="contributions"):
        publier_ensemble([faire(une, natures=HEURES, regle="entreprises")], livrable="l")
    mauvaise = declarer(
        "t",
        pd.DataFrame([une], columns=list(COLONNES)),
        source="s",
        regle="entreprises",
        natures=HEURES,
        contributions=pd.DataFrame({"unites": [3]}),
    )
    with pytest.raises(RefusSecret, match="attend les colonnes"):
        publier_ensemble([mauvaise], livrable="l")


def test_effectifs_ponderes_jugés_sur_les_unites() -> None:
    valeurs = {"": 129.5, "f": 12.5, "h": 52.0, "x": 65.0}
    lignes = [ligne("salaries", v, modalite=m) for m, v in valeurs.items()]
    unites = {"": (54.0, RIEN), "f": (4.0, RIEN), "h": (20.0, RIEN), "x": (30.0, RIEN)}
    ponderee = faire(*lignes, natures=dict(SALARIES), unites=unites)
    etats = [v[3] for v in vues(publier_ensemble([ponderee], livrable="l"))]
    assert etats.count("secret") == 2
    assert etats[1] == "secret"
    assez = {**unites, "f": (5.0, RIEN), "": (55.0, RIEN)}
    ponderee = faire(*lignes, natures=dict(SALARIES), unites=assez)
    assert [v[3] for v in vues(publier_ensemble([ponderee], livrable="l"))] == ["ok"] * 4


def test_fragiles() -> None:
    lignes = [("", 100), ("a", 10), ("b", 11), ("c", 29), ("d", 50)]
    livre = publier_ensemble([table(lignes)], livrable="l").tables["t"]
    assert {modalite for *_, modalite in livre.fragiles} == {"b", "c"}
    une = ligne("taux", 50, part=(6, 12))
    livre = publier_ensemble([faire(une, natures=TAUX)], livrable="l").tables["t"]
    assert len(livre.fragiles) == 1


AGES = [("", 100), ("a0", 3), ("a1", 4), ("a2", 43), ("a3", 50)]


def test_fusion_preferee_au_masquage() -> None:
    agee = table(AGES, dimensions=("age",))
    fusion = Fusion("age", ("a0", "a1"), "moins de 30 ans")
    fusionnee = publier_ensemble([agee], livrable="l", fusions=[fusion])
    donnees = fusionnee.tables["t"].table
    assert dict(zip(donnees["modalite"], donnees["valeur"], strict=True)) == {
        "": 100,
        "a2": 43,
        "a3": 50,
        "moins de 30 ans": 7,
    }
    assert (fusionnee.constat.masquees, fusionnee.constat.fusionnees) == (0, 1)
    assert "1 réunies à d'autres" in fusionnee.constat.ligne


def test_fusion_inutile_ou_impossible() -> None:
    fusion = Fusion("age", ("a2", "a3"), "30 ans et plus")
    intacte = publier_ensemble([table(AGES, dimensions=("age",))], livrable="l", fusions=[fusion])
    assert "a2" in set(intacte.tables["t"].table["modalite"])
    autre_axe = Fusion("type", ("a0", "a1"), "x")
    assert (
        publier_ensemble([table(AGES)], livrable="l", fusions=[autre_axe]).constat.fusionnees == 0
    )
    natures: dict[str, Nature] = {"age_moyen": Moyenne("salaries")}
    lignes = [ligne("age_moyen", 40, modalite=m, part=(RIEN, n)) for m, n in (("a0", 3), ("a1", 4))]
    moyenne = faire(*lignes, natures=natures, dimensions=("age",))
    fusion = Fusion("age", ("a0", "a1"), "jeunes")
    assert publier_ensemble([moyenne], livrable="l", fusions=[fusion]).constat.fusionnees == 0


def test_fusion_de_taux_et_de_hierarchies() -> None:
    lignes = [
        ligne("taux", 100 * n / d, modalite=m, part=(n, d))
        for m, n, d in (("", 50, 112), ("a0", 3, 9), ("a1", 4, 10), ("a2", 43, 93))
    ]
    livraison = publier_ensemble(
        [faire(*lignes, natures=TAUX, dimensions=("age",))],
        livrable="l",
        fusions=[Fusion("age", ("a0", "a1"), "jeunes")],
        hierarchies=[Hierarchie("age", "", ("a0", "a1", "a2"))],
    )
    donnees = livraison.tables["t"].table.set_index("modalite")
    assert donnees.loc["jeunes", "numerateur"] == 7
    assert donnees.loc["jeunes", "valeur"] == pytest.approx(100 * 7 / 19)
    assert list(donnees["etat"]) == ["ok"] * 3


def test_registre_aller_retour(tmp_path: Path) -> None:
    livraison = publier_ensemble([table([("", 43), ("f", 3), ("h", 10), ("x", 30)])], livrable="l")
    registre = Registre().ajouter(livraison.entrees)
    fichier = tmp_path / "registre.jsonl"
    assert lire_registre(fichier) == Registre()
    fichier.write_text(texte_du_registre(registre), encoding="utf-8")
    assert lire_registre(fichier) == registre
    assert [p.name for p in fichier.parent.iterdir()] == ["registre.jsonl"]
    assert '"valeur": 3.0' not in fichier.read_text("utf-8")
    assert registre.ajouter(livraison.entrees) == registre


@pytest.mark.parametrize("texte", ["{", "[]\n", '{"territoire": "30"}\n', "null\n"])
def test_registre_illisible(tmp_path: Path, texte: str) -> None:
    fichier = tmp_path / "registre.jsonl"
    fichier.write_text(texte, encoding="utf-8")
    with pytest.raises(RefusSecret, match="illisible"):
        lire_registre(fichier)


def test_registre_diffusion_inconnue(tmp_path: Path) -> None:
    registre = Registre((Entree(Cle("30", "2019", "salaries"), 20.0, "public", "l"),))
    fichier = tmp_path / "registre.jsonl"
    fichier.write_text(texte_du_registre(registre), encoding="utf-8")
    fichier.write_text(fichier.read_text("utf-8").replace("public", "prive"), encoding="utf-8")
    with pytest.raises(RefusSecret, match="illisible"):
        lire_registre(fichier)


def test_le_registre_nourrit_l_attaque() -> None:
    parties = table([("f", 3), ("h", 10), ("x", 30)])
    emboitement = [Hierarchie("sexe", "", ("f", "h", "x"))]
    seule = publier_ensemble([parties], livrable="l", hierarchies=emboitement)
    assert seule.constat.masquees == 1
    total = Entree(Cle("30", "2019", "salaries"), 43.0, "partenaires", "avant")
    avertie = publier_ensemble(
        [parties], livrable="l", hierarchies=emboitement, registre=Registre((total,))
    )
    assert avertie.constat.masquees == 2
    refait = publier_ensemble(
        [parties], livrable="avant", hierarchies=emboitement, registre=Registre((total,))
    )
    assert refait.constat.masquees == 1


def test_le_public_ne_lit_pas_le_registre_des_partenaires() -> None:
    parties = table([("f", 3), ("h", 20), ("x", 30)], regle="personnes_public")
    emboitement = [Hierarchie("sexe", "", ("f", "h", "x"))]
    for diffusion, masquees in (("partenaires", 1), ("public", 2)):
        total = Entree(Cle("30", "2019", "salaries"), 53.0, diffusion, "avant")  # type: ignore[arg-type]
        livraison = publier_ensemble(
            [parties], livrable="l", hierarchies=emboitement, registre=Registre((total,))
        )
        assert livraison.constat.masquees == masquees


def test_une_cellule_masquee_le_reste() -> None:
    lignes = table([("", 60), ("f", 20), ("h", 10), ("x", 30)])
    passe = Entree(Cle("30", "2019", "salaries", (("sexe", "f"),)), None, "public", "avant")
    livraison = publier_ensemble([lignes], livrable="l", registre=Registre((passe,)))
    etats = [v[3] for v in vues(livraison)]
    assert etats[1] == "secret"
    assert etats.count("secret") == 2


def test_une_cellule_deja_publiee_ne_sert_pas_de_couverture() -> None:
    lignes = table([("", 43), ("f", 3), ("h", 10), ("x", 30)])
    paru = Entree(Cle("30", "2019", "salaries", (("sexe", "h"),)), 10.0, "public", "avant")
    livraison = publier_ensemble([lignes], livrable="l", registre=Registre((paru,)))
    etats = [v[3] for v in vues(livraison)]
    assert etats[2] == "ok"
    assert etats[1] == "secret"
    assert etats.count("secret") == 2


def test_differences_entre_territoires_emboites() -> None:
    """Trente couples (commune, quartier) distants de 1 à 4 personnes : aucun ne passe."""
    for rang in range(30):
        ecart = 1 + rang % 4
        lignes = (
            ligne("salaries", 40.0 + rang + ecart, territoire="commune"),
            ligne("salaries", 40.0 + rang, territoire="qpv"),
        )
        livraison = publier_ensemble(
            [faire(*lignes, natures=dict(SALARIES))],
            livrable="l",
            hierarchies=[Hierarchie("territoire", "commune", ("qpv",), "partielle")],
        )
        assert [v[3] for v in vues(livraison)].count("secret") >= 1


def test_territoires_sans_emboitement_refuses() -> None:
    lignes = (ligne("salaries", 40, territoire="a"), ligne("salaries", 30, territoire="b"))
    with pytest.raises(RefusSecret, match="s'emboîtent"):
        publier_ensemble([faire(*lignes, natures=dict(SALARIES))], livrable="l")


def test_deja_publie_a_cote_d_une_table_masquee() -> None:
    connue = table([("", 43), ("h", 10)], nom="p", regle="deja_publie")
    masquee = table([("f", 3), ("x", 30)])
    emboitement = [Hierarchie("sexe", "", ("f", "h", "x"))]
    livraison = publier_ensemble([connue, masquee], livrable="l", hierarchies=emboitement)
    assert list(livraison.tables["p"].table["valeur"]) == [43, 10]
    assert [v[3] for v in vues(livraison)] == ["secret", "secret"]
    muette = declarer("p", longue([("", 43)]), source="s", regle="deja_publie")
    with pytest.raises(RefusSecret, match="nature"):
        publier_ensemble([muette, masquee], livrable="l", hierarchies=emboitement)


def test_deja_publie_seule() -> None:
    livraison = publier_ensemble([table([("", 3)], regle="deja_publie")], livrable="l")
    assert livraison.constat.publiees == 1
    assert livraison.entrees == ()


def test_totaux_faux_ou_valeurs_contradictoires() -> None:
    with pytest.raises(RefusSecret, match="ne font pas leur total") as refus:
        publier_ensemble([table([("", 45), ("f", 13), ("h", 30)])], livrable="l")
    assert not any(nombre in str(refus.value) for nombre in ("45", "13", "43"))
    deux = [table([("f", 13)], nom="a"), table([("f", 14)], nom="b")]
    with pytest.raises(RefusSecret, match="deux valeurs"):
        publier_ensemble(deux, livrable="l")
    meme = [table([("f", 13)]), table([("f", 13)])]
    with pytest.raises(RefusSecret, match="deux noms"):
        publier_ensemble(meme, livrable="l")


def test_valeurs_inconnues_completees_ou_impossibles() -> None:
    livraison = publier_ensemble([table([("", 43), ("f", RIEN), ("h", 30)])], livrable="l")
    assert [v[3] for v in vues(livraison)] == ["ok", "nd", "ok"]
    with pytest.raises(RefusSecret, match="ne font pas leur total"):
        publier_ensemble([table([("", 20), ("f", RIEN), ("h", 30)])], livrable="l")


def test_le_secret_du_producteur_ne_se_recalcule_pas() -> None:
    lignes = [
        ligne("salaries", 43),
        ligne("salaries", RIEN, modalite="f", etat="secret"),
        ligne("salaries", 10, modalite="h"),
        ligne("salaries", 30, modalite="x"),
    ]
    livraison = publier_ensemble([faire(*lignes, natures=dict(SALARIES))], livrable="l")
    assert [v[3] for v in vues(livraison)].count("secret") == 2


@pytest.mark.parametrize(
    "etape",
    [
        "protection.assembler",
        "protection.masquer",
        "protection.auditer",
        "publication.fusionner",
        "publication.appliquer",
        "publication.groupes_entiers",
        "publication.entrees",
    ],
)
def test_une_panne_ferme_tout(etape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def panne(*_: object) -> None:
        raise ZeroDivisionError("la cellule 7331 vaut 3")

    monkeypatch.setattr(f"carnets.secret.{etape}", panne)
    with pytest.raises(RefusSecret, match="ZeroDivisionError") as refus:
        publier_ensemble([table([("", 43), ("f", 3), ("h", 40)])], livrable="l")
    assert refus.value.code == 4
    assert "7331" not in str(refus.value)
    assert refus.value.__cause__ is None


def test_un_audit_jamais_satisfait_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carnets.secret.audit.Audit.sur", property(lambda _: False))
    with pytest.raises(RefusSecret, match="Table « t »"):
        publier_ensemble([table([("", 43), ("f", 3), ("h", 10), ("x", 30)])], livrable="l")


def test_systeme_incompatible_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carnets.secret.systeme.verifier", lambda *_: None)
    with pytest.raises(RefusSecret):
        publier_ensemble([table([("", 400), ("f", 3), ("h", 10), ("x", 3)])], livrable="l")


def test_un_masque_mal_applique_est_vu() -> None:
    seule = table([("", 43), ("f", 3)])
    lignes = (
        LigneLue("t", 0, valeur=(Cle("30", "2019", "salaries"),)),
        LigneLue("t", 1, valeur=(Cle("30", "2019", "salaries", (("sexe", "f"),)),)),
    )
    visibles = frozenset(cle for ligne in lignes for cle in ligne.valeur)
    relire(seule, seule.donnees, lignes, visibles)
    for mauvais in ((lignes, visibles - {lignes[1].valeur[0]}), (lignes[:1], visibles)):
        with pytest.raises(RefusSecret, match="encore écrit"):
            relire(seule, seule.donnees, *mauvais)


def test_accord_imprime() -> None:
    accord = Accord(signataire="CAF du Gard", reference="convention 12", date=date(2024, 5, 1))
    souple = declarer(
        "t",
        longue([("", 43), ("f", 3), ("h", 40)]),
        source="s",
        regle=regle_ajustee(
            "personnes_partenaires", Ajustement(seuil=3, marge=1, accord=accord), source="s"
        ),
        natures=SALARIES,
        dimensions=("sexe",),
    )
    livraison = publier_ensemble([souple], livrable="l")
    imprime = "Règle assouplie par accord de CAF du Gard (convention 12, 01/05/2024)."
    assert imprime in livraison.tables["t"].mention
    assert imprime in livraison.constat.ligne
    assert livraison.constat.masquees == 0


def test_mention_des_entreprises() -> None:
    livraison = montants({"": (20, 0.3), "a": (5, 0.3), "b": (8, 0.3), "c": (7, 0.3)})
    assert "85\u202f% ou plus" in livraison.tables["t"].mention


def test_deux_cents_canaris_absents() -> None:
    """Chaque cellule confidentielle porte une valeur unique ; aucune ne se retrouve ailleurs."""
    hasard = np.random.default_rng(4)
    trouves = 0
    for tour in range(20):
        canaris = [7331 + 97 * tour + rang for rang in range(10)]
        ronds = [100_000 + 1000 * int(n) for n in hasard.integers(1, 50, 10)]
        valeurs = {f"c{r}": float(c) for r, c in enumerate(canaris)}
        valeurs |= {f"r{r}": float(n) for r, n in enumerate(ronds)}
        valeurs[""] = sum(valeurs.values())
        unites = {m: ((2.0 if m[:1] == "c" else 50.0), 0.1) for m in valeurs}
        unites[""] = (520.0, 0.1)
        lignes = [ligne("heures", v, modalite=m) for m, v in valeurs.items()]
        livraison = publier_ensemble(
            [faire(*lignes, natures=HEURES, regle="entreprises", unites=unites)], livrable="l"
        )
        livre = livraison.tables["t"]
        # Une durée est une suite de chiffres au hasard : elle imiterait un canari.
        constat = replace(livraison.constat, duree=0.0)
        tout = f"{livre.table.to_csv()}{livre!r}{livre.mention}{constat}"
        tout += str(livraison.entrees)
        trouves += sum(str(canari) in tout for canari in canaris)
    assert trouves == 0


@pytest.mark.parametrize("ordre", [1, -1])
def test_une_cellule_de_deux_tables_suit_la_regle_la_plus_stricte(ordre: int) -> None:
    lignes = [("", 58.0), ("f", 8.0), ("h", 50.0)]
    deux = [
        table(lignes, nom="entre_soi", regle="personnes_partenaires"),
        table(lignes, nom="publique", regle="personnes_public"),
    ]
    livraison = publier_ensemble(deux[::ordre], livrable="l")
    for nom in ("entre_soi", "publique"):
        masquee = livraison.tables[nom].table.set_index("modalite")
        assert masquee.loc["f", "etat"] == "secret"
