"""`Diffusable` : une table passée par le secret statistique, et la preuve qu'elle l'est.

Le type est le verrou : la présentation n'accepte que lui, et lui ne s'obtient que de `secret`.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import Any, NoReturn

import pandas as pd

from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.dispersion import dispersion
from carnets.indicateurs.evolution import evolution as calculer_evolution
from carnets.secret.tableau import enregistrements

_JETON = object()


class Diffusable:
    """Une table longue, masquée et vérifiée, que l'on peut montrer.

    `table` : colonnes territoire, periode, indicateur, modalite, numerateur, denominateur,
    valeur, etat ; une copie à chaque lecture. `source` : nom de la source dans le dossier.
    `regle` : nom de la règle de secret appliquée. `mention` : la phrase à imprimer.
    `territoires` : code → libellé, en lecture seule. `fragiles` : lignes (territoire, periode,
    indicateur, modalite) publiées sur peu d'unités, à signaler.

    Ne se construit pas : seules les fonctions de `carnets.secret` en rendent.
    """

    __slots__ = (
        *("_fragiles", "_mention", "_rangees", "_rangs", "_regle", "_source", "_table"),
        "_territoires",
    )

    _fragiles: frozenset[tuple[str, str, str, str]]
    _mention: str
    _rangees: tuple[Mapping[str, Any], ...] | None
    _rangs: dict[tuple[str, ...], Mapping[tuple[str, ...], list[int]]]
    _regle: str
    _source: str
    _table: pd.DataFrame
    _territoires: Mapping[str, str]

    def __init__(self, *arguments: object, **nommes: object) -> None:
        raise TypeError(
            "Diffusable ne se construit pas : passez la table à carnets.secret.publier(…)."
        )

    @property
    def table(self) -> pd.DataFrame:
        """Copie de la table longue : la modifier ne change rien à ce qui est publié."""
        return self._table.copy()

    @property
    def rangees(self) -> tuple[Mapping[str, Any], ...]:
        """Les lignes de la table, chacune par nom de colonne, en lecture seule.

        Dépliées une fois : un livrable y lit cent valeurs, et filtrer une table pour chacune
        coûtait plus que la calculer.
        """
        if self._rangees is None:
            lues = tuple(MappingProxyType(ligne) for ligne in enregistrements(self._table))
            object.__setattr__(self, "_rangees", lues)
            return lues
        return self._rangees

    @property
    def source(self) -> str:
        """Nom de la source."""
        return self._source

    @property
    def regle(self) -> str:
        """Nom de la règle de secret appliquée."""
        return self._regle

    @property
    def mention(self) -> str:
        """Phrase à imprimer avec la table."""
        return self._mention

    @property
    def territoires(self) -> Mapping[str, str]:
        """Libellé de chaque code de territoire."""
        return self._territoires

    @property
    def fragiles(self) -> frozenset[tuple[str, str, str, str]]:
        """Lignes publiées qui reposent sur peu d'unités (11 ≤ n < 30)."""
        return self._fragiles

    def garder(
        self,
        *,
        indicateur: str | Sequence[str] | None = None,
        modalite: str | Sequence[str] | None = None,
        sauf: str = "",
    ) -> "Diffusable":
        """La partie de la table qui porte ces indicateurs et modalités, sans le territoire `sauf`.

        Retirer des lignes d'une table déjà protégée n'apprend rien de plus à personne.
        """
        table = self._table
        for colonne, voulu in (("indicateur", indicateur), ("modalite", modalite)):
            if voulu is not None:
                table = table[table[colonne].isin([voulu] if isinstance(voulu, str) else voulu)]
        return self._avec(table[table["territoire"] != sauf])

    def choisir(self, **colonnes: Sequence[str]) -> "Diffusable":
        """Les lignes dont chaque colonne nommée vaut l'une de ses valeurs, rangées dans leur ordre.

        Comme `garder` : retirer ou ranger des lignes d'une table protégée n'apprend rien de plus.
        """
        rangs = self._places(*colonnes)
        voulues = product(*map(dict.fromkeys, colonnes.values()))
        return self._avec(self._table.take([r for cle in voulues for r in rangs.get(cle, ())]))

    def _places(self, *noms: str) -> Mapping[tuple[str, ...], list[int]]:
        """Rangs des lignes de chaque combinaison de valeurs de ces colonnes.

        Rangés une fois : un diagnostic choisit dix fois dans la même table.
        """
        if noms not in self._rangs:
            rangs: dict[tuple[str, ...], list[int]] = {}
            lues = (self._table[nom].tolist() for nom in noms)
            for rang, *cle in zip(range(len(self._table)), *lues, strict=True):
                rangs.setdefault(tuple(cle), []).append(rang)
            self._rangs[noms] = rangs
        return self._rangs[noms]

    def avec_parts(self, de: str, part: str, *, total: str = "") -> "Diffusable":
        """La table, plus la part (%) de chaque modalité de `de` dans son total, total compris.

        Le total est la ligne de modalité `total` du même territoire et de la même période. Une
        part se calcule de deux nombres montrés, ou ne se montre pas (`secret`) : elle n'apprend
        rien.
        """
        table, place = self._table, ["territoire", "periode"]
        lignes = table[table["indicateur"] == de]
        totaux = lignes[lignes["modalite"] == total].set_index(place)["valeur"]
        parties = lignes.join(totaux.rename("total"), on=place)
        montrees = parties["valeur"].notna() & parties["total"].notna()
        parts = parties.assign(
            indicateur=part,
            numerateur=parties["valeur"].where(montrees),
            denominateur=parties["total"].where(montrees),
            valeur=(100 * parties["valeur"] / parties["total"]).where(parties["total"] != 0),
            etat=parties["etat"]
            .mask(~montrees, "secret")
            .mask(parties["total"] == 0, "sans_objet"),
        )
        return self._avec(pd.concat([table, parts[table.columns]], ignore_index=True))

    def avec_cumul(self, de: str, cumul: str) -> "Diffusable":
        """La table, plus le cumul de `de` période après période, arrêté à la première cachée."""
        table = self._table
        lignes = table[table["indicateur"] == de].sort_values(["territoire", "periode"])
        valeurs = lignes["valeur"].cumsum(skipna=False)
        cumulees = lignes.assign(
            indicateur=cumul,
            valeur=valeurs,
            etat=valeurs.notna().map({True: "ok", False: "secret"}),
        )
        return self._avec(pd.concat([table, cumulees], ignore_index=True))

    def avec_evolution(
        self, de: str, evolution: str, *, depuis: str, vers: str, en_points: bool = False
    ) -> "Diffusable":
        """La table, plus ce qui sépare `de` à la période `vers` de sa valeur à `depuis`.

        Tirée de deux nombres montrés, une évolution n'apprend rien ; si l'un est caché, elle l'est
        aussi. Fragile si l'un des deux l'est. Voir `carnets.indicateurs.evolution`.
        """
        changes = calculer_evolution(
            self._table, de, depuis=depuis, vers=vers, nom=evolution, en_points=en_points
        )
        fragiles = {
            (territoire, f"{vers}/{depuis}", evolution, modalite)
            for territoire, periode, indicateur, modalite in self._fragiles
            if indicateur == de and periode in (depuis, vers)
        }
        return self._avec(empiler([self._table, changes]), self._fragiles | fragiles)

    def disperser(
        self, indicateurs: Sequence[str], *, territoires: Sequence[str], ensemble: str
    ) -> "Diffusable":
        """Médiane et quartiles de ces indicateurs entre ces territoires, et rien d'autre.

        Tirés des seules valeurs montrées, ils n'apprennent rien de plus ; voir
        `carnets.indicateurs.dispersion`.
        """
        return self._avec(
            empiler(
                dispersion(self._table, nom, territoires=territoires, ensemble=ensemble)
                for nom in indicateurs
            )
        )

    def _avec(
        self,
        table: pd.DataFrame,
        fragiles: frozenset[tuple[str, str, str, str]] | None = None,
    ) -> "Diffusable":
        return _delivrer(
            table,
            source=self._source,
            regle=self._regle,
            mention=self._mention,
            territoires=self._territoires,
            fragiles=self._fragiles if fragiles is None else fragiles,
            jeton=_JETON,
        )

    def __setattr__(self, nom: str, valeur: object) -> NoReturn:
        raise AttributeError(f"Diffusable est figé : « {nom} » ne se modifie pas.")

    def __delattr__(self, nom: str) -> NoReturn:
        raise AttributeError(f"Diffusable est figé : « {nom} » ne se supprime pas.")

    def __reduce__(self) -> NoReturn:
        raise TypeError("Diffusable ne se sérialise pas : une copie échapperait au contrôle.")

    def __repr__(self) -> str:
        return (
            f"Diffusable(source={self._source!r}, regle={self._regle!r}, lignes={len(self._table)})"
        )


def _en_lecture_seule(table: Mapping[str, str]) -> Mapping[str, str]:
    """Une copie que nul ne tient ; ce qui est déjà en lecture seule n'est pas recopié."""
    return table if isinstance(table, MappingProxyType) else MappingProxyType(dict(table))


def _delivrer(
    table: pd.DataFrame,
    *,
    source: str,
    regle: str,
    mention: str,
    territoires: Mapping[str, str],
    fragiles: frozenset[tuple[str, str, str, str]],
    jeton: object,
) -> Diffusable:
    """Rend un Diffusable ; réservé aux modules de `secret`, qui présentent le jeton."""
    if jeton is not _JETON:
        raise TypeError("Seul carnets.secret délivre un Diffusable.")
    livre = object.__new__(Diffusable)
    for nom, valeur in (
        ("_table", table.copy()),
        ("_rangees", None),
        ("_rangs", {}),
        ("_source", source),
        ("_regle", regle),
        ("_mention", mention),
        ("_territoires", _en_lecture_seule(territoires)),
        ("_fragiles", fragiles),
    ):
        object.__setattr__(livre, nom, valeur)
    return livre
