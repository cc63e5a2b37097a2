"""Ce que fait un ouvrier d'un lot : une tâche entre, un bilan sort, jamais d'exception d'usager."""

import atexit
import gc
import shutil
import tempfile
import time
import traceback
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from carnets.agregats import Agregat
from carnets.erreurs import EchecExecution, ErreurUtilisateur
from carnets.execution.deroulement import PRECHARGES
from carnets.execution.livrables import Livrable
from carnets.execution.livraison import EcritureImpossible, livrer
from carnets.execution.parametrage import trouver_carnet
from carnets.execution.partages import LONGUEUR, charge
from carnets.execution.programme import empreinte_du_code
from carnets.execution.protege import registres_lus
from carnets.execution.rendre import composer
from carnets.execution.reponses import Repondeur
from carnets.execution.taches import Bilan, Colis, Tache, recu_en_place
from carnets.execution.tenue import deballer
from carnets.execution.verrou import partagee
from carnets.presentation.etude import etudier


def fabriquer(tache: Tache, colis: Colis) -> Bilan:
    """Exécute, rend et livre ; une erreur d'usager ou un défaut devient la cause d'un échec."""
    debut = time.perf_counter()
    try:
        livrable = _faire(tache, colis)
    except EcritureImpossible as cause:
        return Bilan(place=tache.place, etat="arret", cause=str(cause))
    except ErreurUtilisateur as cause:
        return _echec(tache, str(cause), debut)
    except Exception as defaut:
        return _echec(tache, _defaut(tache, defaut), debut)
    return Bilan(
        place=tache.place, etat="livre", livrable=livrable, duree=time.perf_counter() - debut
    )


def _defaut(tache: Tache, defaut: Exception) -> str:
    """La trace d'un défaut ; sans ses valeurs quand elles pourraient être confidentielles."""
    if tache.confidentiel:
        place = "".join(traceback.format_tb(defaut.__traceback__))
        return f"Défaut de carnets ({type(defaut).__name__})\n{place}"
    return f"Défaut de carnets ({defaut!r})\n{traceback.format_exc()}"


def _faire(tache: Tache, colis: Colis) -> Livrable | None:
    """Le livrable s'il reste à poser, rien s'il l'est déjà."""
    if empreinte_du_code() != tache.code:
        raise EchecExecution(
            "Cet ouvrier n'a pas la même version de carnets que le lot : installez-y la même, "
            "puis relancez."
        )
    sur_place = partagee(Path(tache.sortie), tache.jeton)
    if tache.confidentiel and not sur_place:
        raise EchecExecution(
            "Ce dossier contient des microdonnées : chaque livrable tient compte de ce que les "
            "autres montrent, et cet ouvrier ne voit pas le dossier de sortie. Partagez-le entre "
            "les ouvriers, ou lancez le lot sans --cluster."
        )
    destination = Path(tache.sortie) / tache.place
    if sur_place and recu_en_place(destination) != tache.ancien:
        return None
    atelier = _atelier(colis)
    nom = tache.parametres["dossier"]
    repondeur = atelier.repondeurs[nom]
    etude = etudier(
        repondeur.dossier,
        territoire=tache.parametres["territoire"],
        annee=tache.parametres["annee"],
    )
    livrable = composer(
        trouver_carnet(tache.carnet),
        etude,
        tache.parametres,
        tache.formats,
        repondeur,
        atelier.precharges,
        registres=registres_lus(
            repondeur.dossier, Path(tache.sortie), tache.place, tache.en_attente
        ),
        strict=tache.strict,
    )
    atelier.partager(nom, livrable.recu["lus"])
    if not sur_place:
        return livrable
    livrer(destination, livrable.fichiers, livrable.recu)
    return None


class _Atelier:
    """Les dossiers d'un lot, chez l'ouvrier, et les préchargements de ses carnets."""

    def __init__(self, fichier: str) -> None:
        tenus = deballer(Path(fichier))
        self.repondeurs = {n: Repondeur(tenu.dossier, tenu.fichiers) for n, tenu in tenus.items()}
        self.precharges: tuple[str, ...] = (*PRECHARGES, f"carnets.execution.tenue:{fichier}")
        _mettre_a_part()

    def partager(self, nom: str, lus: Sequence[Sequence[str]]) -> None:
        """Les carnets à venir hériteront des agrégats que celui-ci a demandés."""
        # Le genre, la demande en trois textes, les colonnes et valeurs citées, puis l'empreinte.
        demandes = [
            (Agregat(*q[1:4]), q[4] if len(q) > 5 else "") for q in lus if q[0] == "agregat"
        ]
        charges = [charge(nom, *demande) for demande in dict.fromkeys(demandes)]
        nouvelles = [c for c in charges if c not in self.precharges and len(c) <= LONGUEUR]
        self.precharges = (*self.precharges, *nouvelles)


def _mettre_a_part() -> None:
    """Ce que l'ouvrier tient pour tout un lot n'est plus parcouru par le ramasse-miettes.

    Des centaines de milliers d'objets, parcourus tous les quelques livrables pour n'en ôter aucun.
    Ceux d'un lot précédent, dans un ouvrier qui dure, y reviennent d'abord ; tous y reviennent à la
    fin du processus, où une bibliothèque dirait sinon qu'ils ont fui.
    """
    atexit.unregister(gc.unfreeze)  # une seule fois, quel que soit le nombre de lots
    atexit.register(gc.unfreeze)
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@lru_cache(maxsize=1)
def _atelier(colis: Colis) -> _Atelier:
    return _Atelier(colis if isinstance(colis, str) else _ranger(colis))


def _ranger(octets: bytes) -> str:
    """Un fichier de cette machine, que le processus tiède pourra lire, dans son répertoire."""
    repertoire = Path(tempfile.mkdtemp(prefix="carnets-"))
    atexit.register(shutil.rmtree, repertoire, ignore_errors=True)
    fichier = repertoire / "dossiers.colis"
    fichier.write_bytes(octets)
    return str(fichier)


def _echec(tache: Tache, cause: str, debut: float) -> Bilan:
    duree = time.perf_counter() - debut
    return Bilan(place=tache.place, etat="echec", cause=cause, duree=duree)
