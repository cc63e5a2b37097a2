"""Pentes, carte de chaleur, profil, cibles, cumul, cascade, séries : ce que la figure dit."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest

import carnets as c
from carnets.presentation import chaleur, charte
from carnets.presentation.diagnostic.themes import ENTETES
from carnets.presentation.grille import Case, abreger, grille
from carnets.presentation.nombres import FINE, INSECABLE
from carnets.presentation.objets import Objet
from carnets.presentation.temps import pas_rond, rang_du_temps, segments
from carnets.presentation.toile import INTERLIGNE, Toile, couper, ecarter, largeur_texte
from carnets.secret import Diffusable
from tests.presentation.fabrique import diffusable, rangee

SIGNES = {"secret": "s", "nd": "…", "sans_objet": "///", "ns": "n.s."}
PART, TAUX, HEURES, BUT = (
    "part_qpv_salaries",
    "taux_realisation",
    "heures_travaillees",
    "objectif_heures",
)
Rangees = Sequence[dict[str, object]]


def tracer_pentes(d: Diffusable) -> Objet:
    return c.pentes(d, titre="Pentes", source="S", avant="2018", apres="2019")


def tracer_chaleur(d: Diffusable) -> Objet:
    return c.carte_de_chaleur(d, titre="Écarts", source="S", ecart_a="la médiane")


def tracer_profil(d: Diffusable) -> Objet:
    return c.profil(d, titre="Profil", source="S", ecart_a="la médiane", accent="30")


def tracer_cibles(d: Diffusable) -> Objet:
    return c.cibles(d, titre="Cibles", source="S", realise=HEURES, objectif=BUT)


def tracer_cumul(d: Diffusable) -> Objet:
    return c.cumul_mensuel(d, titre="Cumul", source="S", realise=HEURES, prevu=BUT)


def tracer_cascade(d: Diffusable) -> Objet:
    return c.cascade(d, titre="Cascade", source="S", totaux=["A", "C"], etapes="modalite")


def tracer_series(d: Diffusable) -> Objet:
    return c.series(d, titre="Séries", source="S", ruptures={"2019": "autre géographie"})


def tracer_intervalles(d: Diffusable) -> Objet:
    bornes = ("estimation", "bas", "haut")
    return c.intervalles(d, titre="Écarts", source="S", bornes=bornes, repere=0.0, depuis="2019")


GENRES: dict[str, tuple[Callable[[Diffusable], Objet], Rangees]] = {
    "pentes": (
        tracer_pentes,
        [rangee(t, PART, v, periode=p) for t, p, v in
         (("30", "2018", 10), ("30", "2019", 15), ("48", "2018", 20), ("48", "2019", 12))],
    ),
    "chaleur": (
        tracer_chaleur,
        [rangee(t, i, v) for t, i, v in
         (("30", PART, -3.2), ("48", PART, 4), ("30", TAUX, 8), ("48", TAUX, -2))],
    ),
    "profil": (
        tracer_profil,
        [rangee(t, i, v) for t, i, v in
         (("30", PART, -1.26), ("48", PART, 0.4), ("30", TAUX, 0.8), ("48", TAUX, 2))],
    ),
    "cibles": (
        tracer_cibles,
        [rangee(t, i, v) for t, i, v in
         (("30", HEURES, 900), ("30", BUT, 1000), ("48", HEURES, 500), ("48", BUT, 400))],
    ),
    "cumul": (
        tracer_cumul,
        [rangee("30", i, v, periode=p) for p, i, v in
         (("2023-01", HEURES, 90), ("2023-01", BUT, 100), ("2023-02", HEURES, 190),
          ("2023-02", BUT, 300))],
    ),
    "cascade": (
        tracer_cascade,
        [rangee("30", HEURES, v, modalite=m) for m, v in (("A", 700), ("B", -250), ("C", 450))],
    ),
    "series": (
        tracer_series,
        [rangee(t, PART, v, periode=p) for t, p, v in
         (("30", "2018", 10), ("30", "2019", 15), ("48", "2018", 20), ("48", "2019", 12))],
    ),
    "intervalles": (
        tracer_intervalles,
        [rangee("30", "ecart_revenu", v, modalite=m, periode=p) for p, m, v in
         (("2018", "estimation", -5), ("2018", "bas", -30), ("2018", "haut", 20),
          ("2019", "estimation", 90), ("2019", "bas", 40), ("2019", "haut", 140))],
    ),
}  # fmt: skip
ATTENDUS = {
    "pentes": f"de 15{FINE}% (Gard) à 12{FINE}% (Lozère)",
    "chaleur": f"{chr(0x2212)}3{INSECABLE}points",
    "profil": f"{chr(0x2212)}1,3",
    "cibles": "objectif atteint pour 1 sur 2",
    "cumul": f"190{INSECABLE}h",
    "cascade": f"{chr(0x2212)}250{INSECABLE}h",
    "series": "rupture de série en 2019",
    "intervalles": f"2019, 90{INSECABLE}€ (de 40{INSECABLE}€ à 140{INSECABLE}€)",
}


def textes(charge: dict[str, Any]) -> list[str]:
    return [x["texte"] for ligne in charge["donnees"]["lignes"] for x in ligne["cellules"]]


@pytest.mark.parametrize("genre", GENRES)
def test_l_alternative_dit_un_chiffre_de_la_figure(genre: str) -> None:
    tracer, rangees = GENRES[genre]
    charge = tracer(diffusable(rangees)).charge
    assert ATTENDUS[genre] in charge["alternative"]
    assert len(charge["alternative"]) >= 30
    assert len(textes(charge)) == len(rangees)


@pytest.mark.parametrize("genre", GENRES)
def test_memes_donnees_memes_octets(genre: str) -> None:
    tracer, rangees = GENRES[genre]
    premier, second = (tracer(diffusable(rangees)).charge["svg"] for _ in range(2))
    assert premier == second
    assert len(premier) < 300_000


@pytest.mark.parametrize("etat", SIGNES)
@pytest.mark.parametrize("genre", GENRES)
def test_une_figure_toute_masquee_montre_ses_signes(genre: str, etat: str) -> None:
    tracer, rangees = GENRES[genre]
    masquees = [{**r, "valeur": None, "etat": etat} for r in rangees]
    if genre == "cascade":
        masquees = [*rangees[:1], *masquees[1:2]]
        charge = c.cascade(
            diffusable(masquees), titre="Cascade", source="S", totaux=["A"], etapes="modalite"
        ).charge
        assert SIGNES[etat] in textes(charge)
    else:
        charge = tracer(diffusable(masquees)).charge
        assert set(textes(charge)) == {SIGNES[etat]}
    assert any(note.startswith(SIGNES[etat]) for note in charge["notes"])


@pytest.mark.parametrize("genre", GENRES)
def test_une_valeur_masquee_ne_change_rien_au_dessin(genre: str) -> None:
    """Ce qui est masqué mais resté dans la table ne déplace pas un trait."""
    tracer, rangees = GENRES[genre]
    if genre == "cascade":
        return
    dessins = {
        tracer(diffusable([*rangees[:-1], {**rangees[-1], "valeur": valeur, "etat": "nd"}])).charge[
            "svg"
        ]
        for valeur in (None, float("nan"))
    }
    assert len(dessins) == 1


@pytest.mark.parametrize("genre", ["pentes", "chaleur", "profil", "cibles", "series"])
def test_soixante_rangees_tiennent_sur_une_page(genre: str) -> None:
    tracer, rangees = GENRES[genre]
    longues = [
        {**r, "territoire": f"{r['territoire']}-{k} territoire au nom vraiment très long, dit"}
        for r in rangees if r["territoire"] == "30" for k in range(60)
    ]  # fmt: skip
    tous = diffusable([*longues, *rangees])
    if genre == "series":
        charge = c.series(tous, titre="Séries", source="S", accent="30").charge
    else:
        charge = tracer(tous).charge
    assert len(charge["donnees"]["lignes"]) == (2 if genre == "profil" else 62)
    hauteur = float(charge["svg"].split('height="')[1].split("pt")[0]) / 72 * 2.54
    assert hauteur <= 22
    if genre in {"pentes", "chaleur", "cibles"}:
        assert any("ne sont pas tracées" in note for note in charge["notes"])


def test_la_cascade_se_referme_ou_se_refuse() -> None:
    fausse = [rangee("30", HEURES, v, modalite=m) for m, v in (("A", 700), ("B", -250), ("C", 480))]
    with pytest.raises(ValueError, match="ne se referme pas"):
        tracer_cascade(diffusable(fausse))


def test_les_series_ne_se_joignent_ni_a_travers_un_trou_ni_a_travers_une_rupture() -> None:
    periodes = ["2015", "2016", "2017", "2018", "2019"]
    cases = {p: Case(1.0, "ok", "1") for p in periodes} | {"2016": Case()}
    assert segments(periodes, cases) == [["2015"], ["2017", "2018", "2019"]]
    assert segments(periodes, cases, ["2018"]) == [["2015"], ["2017"], ["2018", "2019"]]


def test_la_rupture_est_expliquee() -> None:
    charge = tracer_series(diffusable(GENRES["series"][1])).charge
    assert any("Rupture 1 (2019)" in n and "autre géographie" in n for n in charge["notes"])


@pytest.mark.parametrize(
    ("appel", "message"),
    [
        (lambda d: c.pentes(d, titre="T", source="S", avant="1999", apres="2019"), "1999"),
        (lambda d: c.series(d, titre="T", source="S", ruptures={"2030": "x"}), "2030"),
        (lambda d: c.profil(d, titre="T", source="S", ecart_a="x"), "deux valeurs"),
        (lambda d: c.cascade(d, titre="T", source="S", totaux=["A"]), "territoire"),
    ],
)
def test_une_demande_impossible_se_refuse(
    appel: Callable[[Diffusable], Objet], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        appel(diffusable(GENRES["pentes"][1]))


def test_un_indicateur_absent_se_refuse() -> None:
    with pytest.raises(ValueError, match="« absent » n'est pas dans la table"):
        c.cibles(diffusable(GENRES["cibles"][1]), titre="T", source="S", realise="absent")


def test_une_table_vide_se_refuse() -> None:
    vide = diffusable(GENRES["cibles"][1]).garder(indicateur="salaries")
    with pytest.raises(ValueError, match="table vide"):
        grille(vide, lignes="territoire", colonnes="indicateur")


def test_les_libelles_ne_se_chevauchent_pas() -> None:
    poses = ecarter([1.0, 1.1, 1.15, 5.0], 0.5)
    assert all(b - a >= 0.5 - 1e-9 for a, b in pairwise(poses))
    assert poses[3] == 5.0


def test_couper_tient_dans_la_largeur() -> None:
    coupe = couper("Centre ville – Faubourgs d'Alès et Tamaris les Cauvel", 4.0, lignes=2)
    assert largeur_texte(coupe) <= 4.0
    assert coupe.endswith("…")
    assert couper("Gard", 4.0) == "Gard"


def test_abreger_garde_les_bouts_et_l_accent() -> None:
    cles = [str(k) for k in range(20)]
    gardees, tues = abreger(cles, 6, "10")
    assert gardees == ["0", "1", "10", "17", "18", "19"]
    assert len(tues) == 14


@pytest.mark.parametrize(
    ("periode", "rang"), [("2019", 2019.0), ("2019-07", 2019.5), ("2019-T2", 2019.25)]
)
def test_le_temps_a_sa_place(periode: str, rang: float) -> None:
    assert rang_du_temps(periode) == rang


@pytest.mark.parametrize("periode", ["2019-13", "19", "mars 2019", "2019-T5"])
def test_une_periode_illisible_se_refuse(periode: str) -> None:
    with pytest.raises(ValueError, match="illisible"):
        rang_du_temps(periode)


@pytest.mark.parametrize(("brut", "pas"), [(0.7, 1.0), (1.2, 2), (30, 50), (7000, 10000)])
def test_pas_rond(brut: float, pas: float) -> None:
    assert pas_rond(brut) == pas


def test_les_intervalles_disent_ce_qu_ils_ne_savent_pas() -> None:
    """Une année de référence est creuse et sans objet ; une borne absente ne se trace pas."""
    tracer, rangees = GENRES["intervalles"]
    reference = [{**r, "valeur": None, "etat": "sans_objet"} for r in rangees[:3]]
    charge = tracer(diffusable([*reference, *rangees[3:]])).charge
    assert textes(charge)[:3] == ["///"] * 3
    assert "1 intervalle sur 1 ne contient pas 0" in charge["alternative"]
    sans_bornes = [r for r in rangees if r["modalite"] == "estimation" or r["periode"] == "2018"]
    assert "0 intervalle sur 2" in tracer(diffusable(sans_bornes)).charge["alternative"]


def test_les_intervalles_refusent_une_table_qui_ne_s_y_prete_pas() -> None:
    tracer, rangees = GENRES["intervalles"]
    with pytest.raises(ValueError, match="« haut » n'est pas dans la table"):
        tracer(diffusable([r for r in rangees if r["modalite"] != "haut"]))
    with pytest.raises(ValueError, match="« 2019 » n'est pas sur l'axe"):
        tracer(diffusable(rangees[:3]))


def test_les_colonnes_du_diagnostic_gardent_leur_intitule() -> None:
    """De longs noms de quartiers passent sur deux lignes plutôt que de réduire huit intitulés."""
    nom = "Saint-Martin - Les Longues Allées - Rochebelle"
    donnees = diffusable([rangee(t, colonne, -8.5) for t in ("30", "48") for colonne in ENTETES])
    mots = {**ENTETES, "30": nom}
    lue = grille(donnees, lignes="territoire", colonnes="indicateur", libelles=mots)
    entetes = chaleur._entetes(lue)
    assert [e.replace("\n", " ") for e in entetes] == list(ENTETES.values())
    marge, pas = chaleur._mesures(lue)
    assert largeur_texte(nom, gras=True) > marge, (
        "l'essai ne dit rien si le nom tient sur une ligne"
    )
    assert chaleur._rangee(lue) == chaleur.DEUX_LIGNES
    assert marge + pas * len(entetes) <= charte.LARGEUR_UTILE + 1e-9


def test_des_intitules_trop_longs_prennent_un_numero_et_leur_cle() -> None:
    longs = dict.fromkeys(ENTETES, "Anticonstitutionnellement publié")
    donnees = diffusable([rangee("30", nom, -8.5) for nom in ENTETES])
    lue = grille(donnees, lignes="territoire", colonnes="indicateur", libelles=longs)
    entetes = chaleur._entetes(lue)
    assert entetes == [str(k) for k in range(1, 9)]
    assert chaleur._cle(lue, entetes)[0].startswith("1. Anticonstitutionnellement publié")


@pytest.mark.parametrize("ecart", [0, 2, 8, 40])
def test_les_etiquettes_d_un_cumul_ne_se_touchent_pas(
    ecart: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deux fins proches, tout en haut du cadre : les étiquettes descendent ensemble."""
    poses: list[tuple[float, float]] = []
    vrai = Toile.texte

    def noter(toile: Toile, x: float, y: float, texte: str, **options: Any) -> None:
        poses.append((x, y))
        vrai(toile, x, y, texte, **options)

    monkeypatch.setattr(Toile, "texte", noter)
    fins = ((HEURES, 100, "01"), (BUT, 50, "01"), (HEURES, 1000 - ecart, "02"), (BUT, 1000, "02"))
    tracer_cumul(diffusable([rangee("30", i, v, periode=f"2023-{m}") for i, v, m in fins]))
    a_droite = max(x for x, _ in poses)
    lignes = sorted(y for x, y in poses if x == a_droite)
    assert len(lignes) == 4, "un nombre et son nom, deux fois"
    assert min(bas - haut for haut, bas in pairwise(lignes)) >= 0.99 * INTERLIGNE
