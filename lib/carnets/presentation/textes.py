"""Phrases et chiffres clés : des mots autour de nombres lus dans une table diffusable."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from carnets.dictionnaire import indicateur
from carnets.presentation.nombres import SIGNES, arrondir, avec_unite, cellule, rapport
from carnets.presentation.objets import Objet, Phrase, type_charge
from carnets.secret import Diffusable

COMPTES = frozenset({"nombre", "personnes", "contrats"})
ESPACES_HAUTES = re.compile(r" (?=[:;?!»%])|(?<=«) ")


@dataclass(frozen=True)
class Lecture:
    """Une valeur lue dans une table diffusable ; dans une phrase, elle s'écrit à la française.

    `f"{lecture}"` donne `22 183`, `f"{lecture:unite}"` y ajoute l'unité (`66 000 h`), et
    `f"{lecture:signe}"` l'unité et le signe (`+5,0 %`).
    """

    valeur: float
    etat: str
    unite: str
    decimales: int

    def __str__(self) -> str:
        return format(self, "")

    def __format__(self, mode: str) -> str:
        if self.etat in SIGNES:
            return {"secret": "(secret)", "sans_objet": "(sans objet)"}.get(
                self.etat, "(non disponible)"
            )
        unite = self.unite if mode or self.unite == "pourcentage" else ""
        return avec_unite(self.valeur, unite, self.decimales, signe=mode == "signe")


def accorder(nombre: "Lecture | float", singulier: str, pluriel: str) -> str:
    """Le mot qui suit un nombre : au singulier au-dessous de deux, comme le veut le français.

    Une valeur cachée ou absente se lit au pluriel.
    """
    valeur = nombre.valeur if isinstance(nombre, Lecture) else nombre
    return singulier if abs(valeur) < 2 else pluriel


def compter(lu: Lecture, singulier: str, pluriel: str) -> str:
    """Un compte et son nom accordé (« 1 personne », « 75 personnes »), ou le signe qui le cache."""
    return str(lu) if lu.etat in SIGNES else f"{lu} {accorder(lu, singulier, pluriel)}"


def lire(
    donnees: Diffusable,
    nom: str,
    *,
    territoire: str | None = None,
    modalite: str | None = None,
    periode: str | None = None,
) -> Lecture:
    """La valeur d'un indicateur dans une table diffusable.

    Lève `KeyError` si les filtres ne désignent pas exactement une rangée.
    """
    filtres = {"territoire": territoire, "modalite": modalite, "periode": periode}
    voulus = {"indicateur": nom} | {c: v for c, v in filtres.items() if v is not None}
    lues = [r for r in donnees.rangees if all(r[c] == v for c, v in voulus.items())]
    if len(lues) != 1:
        raise KeyError(f"{nom} {filtres} : {len(lues)} rangées, une attendue")
    rangee, fiche = lues[0], indicateur(nom)
    return Lecture(float(rangee["valeur"]), str(rangee["etat"]), fiche.unite, fiche.decimales)


def situer(donnees: Diffusable, nom: str, *, territoire: str, ensemble: str) -> str:
    """Ce à quoi comparer la valeur d'un territoire : les extrêmes, ou l'ensemble.

    Pour l'ensemble lui-même, le plus petit et le plus grand de ses territoires ; pour un
    territoire, sa part de l'ensemble si l'indicateur s'additionne, sinon la valeur de l'ensemble.
    """
    if territoire == ensemble:
        return _extremes(donnees, nom, ensemble)
    total = lire(donnees, nom, territoire=ensemble)
    libelle = donnees.territoires.get(ensemble, ensemble)
    if not indicateur(nom).additif or total.etat != "ok":
        # Des personnes distinctes ne s'additionnent pas : la part d'un total serait fausse.
        lien = "pour" if indicateur(nom).unite in COMPTES else "contre"
        return f"{lien} {total:unite} en {libelle}"
    propre = lire(donnees, nom, territoire=territoire)
    part = avec_unite(100 * propre.valeur / total.valeur, "pourcentage", 1)
    return f"soit {part} du total en {libelle} ({rapport(propre.valeur, total.valeur)})"


def _extremes(donnees: Diffusable, nom: str, ensemble: str) -> str:
    table = donnees.table
    table = table[(table["indicateur"] == nom) & (table["territoire"] != ensemble)]
    connues = table[table["etat"] == "ok"].sort_values("valeur", kind="stable")
    bas, haut = (str(connues["territoire"].iloc[rang]) for rang in (0, -1))
    bouts = [
        f"{lire(donnees, nom, territoire=t):unite} ({donnees.territoires.get(t, t)})"
        for t in (bas, haut)
    ]
    return f"de {bouts[0]} à {bouts[1]}"


def phrase(texte: str, *, appui: Lecture | None = None, sinon: str = "") -> Phrase:
    """Phrase d'un livrable ; les espaces qui précèdent « : ; ? ! » deviennent insécables.

    `appui` est la valeur sur laquelle elle repose : sans valeur (sans objet, non disponible,
    secret), c'est `sinon` qui s'écrit.
    """
    retenu = sinon if appui is not None and appui.etat in SIGNES else texte
    return Phrase({"genre": "phrase", "texte": typographie(retenu)})


def typographie(texte: str) -> str:
    """Rend insécables les espaces de la ponctuation haute et des guillemets."""
    return ESPACES_HAUTES.sub("\u00a0", texte)


def chiffre_cle(
    donnees: Diffusable, nom: str, comparateur: str, *, libelle: str = "", **filtres: str
) -> type_charge:
    """Un chiffre clé : libellé, valeur avec son unité, comparateur écrit en clair."""
    lu, fiche = lire(donnees, nom, **filtres), indicateur(nom)
    return {
        "libelle": libelle or fiche.libelle,
        "texte": cellule(lu.valeur, lu.etat, fiche.unite, fiche.decimales),
        # Arrondie comme son texte : l'annexe Excel ne peut pas en dire plus que la page.
        "valeur": float(arrondir(lu.valeur, fiche.decimales)) if pd.notna(lu.valeur) else None,
        "unite": fiche.unite,
        "decimales": fiche.decimales,
        "comparateur": typographie(comparateur),
    }


def chiffres_cles(chiffres: Sequence[type_charge], *, source: str) -> Objet:
    """Bandeau de chiffres clés, chacun avec son comparateur."""
    return Objet(
        {
            "genre": "chiffres_cles",
            "titre": "Chiffres clés",
            "chiffres": list(chiffres),
            "notes": [],
            "source": source,
        }
    )
