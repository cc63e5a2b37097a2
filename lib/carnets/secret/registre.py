"""Registre de ce qui a déjà été publié : il nourrit l'attaque des livrables suivants.

Il ne contient que ce qui a été montré, et la place de ce qui a été masqué : jamais une valeur
confidentielle.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from carnets.erreurs import RefusSecret
from carnets.secret.cellules import Cle
from carnets.secret.chantier import Cellule, Chantier, Visibilite
from carnets.secret.declarations import Montant, Nature
from carnets.secret.regles import Regle

Diffusion = Literal["partenaires", "public"]


@dataclass(frozen=True)
class Entree:
    """Une cellule d'un livrable passé ; `valeur` None : elle y était masquée."""

    cle: Cle
    valeur: float | None
    diffusion: Diffusion
    livrable: str


@dataclass(frozen=True)
class Registre:
    """Les entrées connues d'un lecteur. `lu_par` : un partenaire lit aussi ce qui est public."""

    entrees: tuple[Entree, ...] = ()
    _masquees: frozenset[tuple[str, str, tuple[tuple[str, str], ...]]] = field(
        default=frozenset(), compare=False, repr=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "_masquees", frozenset(_place(e.cle) for e in self.entrees if e.valeur is None)
        )

    def lu_par(self, diffusion: Diffusion, *, sauf: str = "") -> "Registre":
        """Ce qu'un lecteur de cette diffusion a déjà vu, hors le livrable que l'on refait."""
        return Registre(
            tuple(
                entree
                for entree in self.entrees
                if entree.livrable != sauf
                and (diffusion == "partenaires" or entree.diffusion == "public")
            )
        )

    def ajouter(self, entrees: Iterable[Entree]) -> "Registre":
        """Le registre après un livrable ; refaire un livrable remplace ses entrées."""
        nouvelles = tuple(entrees)
        refaits = {entree.livrable for entree in nouvelles}
        return Registre(tuple(e for e in self.entrees if e.livrable not in refaits) + nouvelles)

    def sur(self, territoires: frozenset[str]) -> "Registre":
        """Ce qui a été lu de ces territoires : d'un autre, rien ne se déduit d'eux."""
        return Registre(tuple(e for e in self.entrees if e.cle.territoire in territoires))

    def habituelle(self, cle: Cle) -> bool:
        """Vrai si la même place, une autre année, était masquée : mieux vaut garder le motif."""
        return _place(cle) in self._masquees

    def completer(
        self,
        chantier: Chantier,
        regle: Regle,
        voisins: frozenset[str],
        natures: Mapping[str, Nature],
    ) -> None:
        """Ajoute au chantier ce qu'un lecteur sait déjà ; une cellule masquée le reste.

        Ce qu'un livrable a montré est su, quand bien même un autre l'a masqué : il passe d'abord.
        `voisins` : indicateurs qui s'additionnent avec ceux du livrable. `natures` : celles des
        indicateurs du livrable ; un montant déjà publié n'est pas un nombre d'unités.
        """
        indicateurs = {cle.indicateur for cle in chantier.cellules} | voisins
        # Un montant lit son compte d'unités : les nombres d'unités passent avant lui.
        par_ordre = sorted(
            (entree for entree in self.entrees if entree.cle.indicateur in indicateurs),
            key=lambda e: (e.valeur is None, isinstance(natures.get(e.cle.indicateur), Montant)),
        )
        for entree in par_ordre:
            _completer(chantier, entree, regle, natures.get(entree.cle.indicateur))


def _completer(chantier: Chantier, entree: Entree, regle: Regle, nature: Nature | None) -> None:
    cellule = chantier.cellules.get(entree.cle)
    if cellule is not None and _devinee(cellule):
        _reconnaitre(chantier, cellule, entree, regle, nature)
    elif cellule is None:
        chantier.cellules[entree.cle] = _connue(chantier, entree, regle, nature)
    elif entree.valeur is None:
        cellule.forcee = cellule.visibilite is Visibilite.PUBLIEE and cellule.valeur > 0
    elif cellule.visibilite is Visibilite.PUBLIEE and math.isclose(cellule.valeur, entree.valeur):
        # Déjà lue par ces lecteurs : la cacher maintenant ne la rendrait pas secrète.
        cellule.visibilite, cellule.forcee = Visibilite.CONNUE, False


def _devinee(cellule: Cellule) -> bool:
    """Vrai d'une voisine que personne n'a encore lue (voir `Chantier.deviner`)."""
    return cellule.visibilite is Visibilite.IMPLICITE and not cellule.tables


def _reconnaitre(
    chantier: Chantier, cellule: Cellule, entree: Entree, regle: Regle, nature: Nature | None
) -> None:
    """Une cellule que le livrable ne montre pas, dont nous savons plus que le registre.

    Montrée là-bas, elle est lue ; si elle a changé depuis, ce qui est lu est l'ancien nombre.
    """
    if entree.valeur is None:
        return
    if math.isclose(cellule.valeur, entree.valeur):
        cellule.visibilite = Visibilite.CONNUE
    else:
        chantier.cellules[entree.cle] = _connue(chantier, entree, regle, nature)


def _connue(chantier: Chantier, entree: Entree, regle: Regle, nature: Nature | None) -> Cellule:
    """Une cellule que seul le registre connaît ; masquée, sa valeur nous est inconnue aussi."""
    valeur = math.nan if entree.valeur is None else entree.valeur
    cellule = Cellule(entree.cle, valeur, Visibilite.CONNUE, unites=valeur)
    cellule.entiere = entree.valeur is None or valeur == round(valeur)
    if isinstance(nature, Montant):
        compte = chantier.cellules.get(entree.cle.vers("indicateur", nature.compte))
        cellule.montant, cellule.entiere = True, False
        cellule.unites = math.nan if compte is None else compte.unites
    if entree.valeur is None:
        cellule.visibilite, cellule.primaire = Visibilite.IMPLICITE, True
        cellule.inconnue, cellule.marge = cellule.montant, regle.marge
    return cellule


def _place(cle: Cle) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return cle.territoire, cle.indicateur, cle.modalites


def lire_registre(fichier: Path) -> Registre:
    """Lit un registre ; absent, il est vide. Erreur : RefusSecret s'il est illisible."""
    if not fichier.exists():
        return Registre()
    try:
        lignes = fichier.read_bytes().splitlines()
        return Registre(tuple(_entree(json.loads(ligne)) for ligne in lignes))
    except (ValueError, KeyError, TypeError) as erreur:
        raise RefusSecret(
            f"Le registre des publications « {fichier.name} » est illisible : ce qui a déjà été "
            "montré est inconnu, donc rien n'est livré. Restaurez-le depuis une sauvegarde."
        ) from erreur


def _entree(brut: dict[str, object]) -> Entree:
    modalites = brut["modalites"]
    valeur = brut["valeur"]
    diffusion = brut["diffusion"]
    if not isinstance(modalites, dict) or diffusion not in ("partenaires", "public"):
        raise ValueError("entrée de registre mal formée")
    cle = Cle(
        str(brut["territoire"]),
        str(brut["periode"]),
        str(brut["indicateur"]),
        tuple(sorted((str(axe), str(nom)) for axe, nom in modalites.items())),
    )
    return Entree(
        cle,
        None if valeur is None else float(str(valeur)),
        "public" if diffusion == "public" else "partenaires",
        str(brut["livrable"]),
    )


def texte_du_registre(registre: Registre) -> str:
    """Le registre, une entrée JSON par ligne, tel que `lire_registre` le relit."""
    return "".join(_ligne(entree) for entree in registre.entrees)


def _ligne(entree: Entree) -> str:
    contenu = {
        "livrable": entree.livrable,
        "diffusion": entree.diffusion,
        "territoire": entree.cle.territoire,
        "periode": entree.cle.periode,
        "indicateur": entree.cle.indicateur,
        "modalites": dict(entree.cle.modalites),
        "valeur": entree.valeur,
    }
    return json.dumps(contenu, ensure_ascii=False, sort_keys=True) + "\n"
