"""L'étude d'événement en cadre long : revenu et pauvreté, et la taille des deux groupes."""

import pandas as pd

from carnets.erreurs import UsageIncorrect
from carnets.indicateurs.cadre import empiler, valeur_seule
from carnets.indicateurs.panel.encadrement import PANEL, encadrer, reference
from carnets.indicateurs.panel.etude_evenement import etude_evenement
from carnets.indicateurs.panel.groupes import deux_groupes
from carnets.indicateurs.panel.trajectoires import PAUVRETE, REVENU, series_filosofi

ECARTS = {REVENU: "ecart_revenu", PAUVRETE: "ecart_pauvrete"}
"""Mesure → indicateur de l'écart entre les deux groupes."""

GROUPES = ("traites", "temoins")


def evenement(
    filosofi: pd.DataFrame,
    groupes: pd.DataFrame | None = None,
    *,
    traites: str,
    temoins: str,
    annee: int,
    debut: int,
    fin: int,
) -> pd.DataFrame:
    """Écart entre deux groupes de quartiers, chaque année, et ce que valent ses appuis.

    `groupes` : table `code_qpv, groupe` des groupes nommés. Sortie, cadre long : `ecart_revenu`
    (euros) et `ecart_pauvrete` (points), modalités `estimation, bas, haut`, l'année d'avant sans
    objet ; `pretendance`, probabilité critique du test joint des écarts d'avant, modalité la
    mesure ; `quartiers_du_groupe`, territoire le groupe, modalité `nommes` ou, pour ceux que
    l'étude a pu suivre, la mesure. Chaque quartier compte pour un. Erreurs : celles de
    `deux_groupes` et de `etude_evenement`.
    """
    if not annee:
        raise UsageIncorrect(
            "Étude d'événement : deux groupes sont nommés, mais pas l'année ; donnez le paramètre "
            "« evenement », la première année d'après l'événement."
        )
    connus = sorted({str(code) for code in filosofi["code_qpv"]})
    nommes: dict[str, list[str]] = {}
    if groupes is not None:
        nommes = {str(n): list(g["code_qpv"]) for n, g in groupes.groupby("groupe", sort=True)}
    choisis = deux_groupes(traites, temoins, connus=connus, nommes=nommes)
    series = series_filosofi(filosofi, debut=debut, fin=fin)
    nommes_par_groupe = [
        _taille(nom, len(codes), annee, "nommes")
        for nom, codes in zip(GROUPES, choisis, strict=True)
    ]
    mesures = [_une_mesure(mesure, serie, choisis, annee) for mesure, serie in series.items()]
    return empiler([*nommes_par_groupe, *(cadre for cadres in mesures for cadre in cadres)])


def _une_mesure(
    mesure: str, longue: pd.DataFrame, choisis: tuple[list[str], list[str]], annee: int
) -> list[pd.DataFrame]:
    etude = etude_evenement(longue, traites=choisis[0], temoins=choisis[1], annee=annee)
    lieu = {"territoire": PANEL, "indicateur": ECARTS[mesure]}
    ecarts = {
        int(ligne["annee"]): encadrer(ligne, "ecart", periode=f"{ligne['annee']:.0f}", **lieu)
        for _, ligne in etude.iterrows()
    } | {annee - 1: reference(periode=str(annee - 1), **lieu)}
    tailles = [_taille(nom, etude[nom].iloc[0], annee, mesure) for nom in GROUPES]
    preuve = valeur_seule(
        PANEL, etude["pretendance"].iloc[0], periode=str(annee), indicateur="pretendance",
        modalite=mesure,
    )  # fmt: skip
    return [*(ecarts[a] for a in sorted(ecarts)), preuve, *tailles]


def _taille(groupe: str, nombre: int, annee: int, modalite: str) -> pd.DataFrame:
    return valeur_seule(
        groupe, float(nombre), periode=str(annee), indicateur="quartiers_du_groupe",
        modalite=modalite,
    )  # fmt: skip
