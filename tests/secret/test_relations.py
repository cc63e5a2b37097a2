"""Ce qu'un lecteur sait additionner : réunions, recoupements, révisions."""

import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import Fusion, Hierarchie, Registre, Table, publier_ensemble
from carnets.secret.cellules import Cle
from carnets.secret.registre import Entree
from tests.secret.fabrique import table


def masquees(*tables: Table, **options: object) -> set[str]:
    """Modalités cachées de la première table."""
    livraison = publier_ensemble(tables, livrable="l", **options)  # type: ignore[arg-type]
    montree = livraison.tables[tables[0].nom].table
    return set(montree.loc[montree["etat"] == "secret", "modalite"])


def paru(modalite: str, valeur: float, *, axe: str = "age", periode: str = "2019") -> Entree:
    axes = ((axe, modalite),) if modalite else ()
    return Entree(Cle("30", periode, "salaries", axes), valeur, "partenaires", "avant")


def deux_maitres(total: int, un: int, deux: int) -> Table:
    return table([("", total), ("un", un), ("deux", deux)], dimensions=("ouvrage",))


@pytest.mark.parametrize(
    ("doubles", "cache"), [(0, False), (1, True), (4, True), (5, False), (30, False)]
)
def test_qui_est_dans_deux_parties_se_deduit_de_leur_somme(doubles: int, cache: bool) -> None:
    """Deux maîtres d'ouvrage : leur somme dépasse le total de qui sert aux deux."""
    personnes = deux_maitres(100, 50, 50 + doubles)
    couvrante = [Hierarchie("ouvrage", "", ("un", "deux"), "couvrante")]
    assert bool(masquees(personnes, hierarchies=couvrante)) is cache
    recouvrante = [Hierarchie("ouvrage", "", ("un", "deux"), "recouvrante")]
    assert not masquees(personnes, hierarchies=recouvrante)


def test_une_partie_couvrante_ne_laisse_pas_non_plus_un_petit_reste() -> None:
    couvrante = [Hierarchie("ouvrage", "", ("un", "deux"), "couvrante")]
    assert masquees(deux_maitres(100, 97, 50), hierarchies=couvrante)


def test_des_parties_qui_ne_couvrent_pas_sont_refusees() -> None:
    couvrante = [Hierarchie("ouvrage", "", ("un", "deux"), "couvrante")]
    with pytest.raises(RefusSecret, match="ne font pas leur total"):
        masquees(deux_maitres(100, 40, 50), hierarchies=couvrante)


AGES = table([("", 100), ("a0", 3), ("a1", 40), ("a2", 57)], dimensions=("age",))
JEUNES = (Fusion("age", ("a0", "a1"), "jeunes"),)


def test_une_reunion_dont_une_partie_a_deja_paru_se_cache() -> None:
    """43 jeunes, dont 40 lus ailleurs : la réunion redonnerait les trois autres."""
    assert masquees(AGES, fusions=JEUNES) == set()
    cache = masquees(AGES, fusions=JEUNES, registre=Registre((paru("a1", 40.0),)))
    assert "jeunes" in cache
    assert len(cache) == 2, "et une autre, sans quoi elle se recalculerait du total"


def test_une_reunion_dont_une_partie_a_ete_masquee_reste_possible() -> None:
    cachee = Entree(Cle("30", "2019", "salaries", (("age", "a0"),)), None, "partenaires", "avant")
    assert masquees(AGES, fusions=JEUNES, registre=Registre((cachee,))) == set()


def d_un_an_sur_l_autre(avant: float, apres: float) -> set[str]:
    cumul = table([("", apres)], dimensions=())
    annees = [Hierarchie("periode", "2019", ("2018",), "recouvrante")]
    registre = Registre((paru("", avant, periode="2018"),))
    return masquees(cumul, hierarchies=annees, registre=registre)


def test_un_cumul_ne_dit_pas_qui_est_arrive_depuis_le_precedent() -> None:
    assert [bool(d_un_an_sur_l_autre(60, apres)) for apres in (60, 61, 64, 65)] == [
        False,
        True,
        True,
        False,
    ]


def test_un_cumul_revise_a_la_baisse_ne_se_compare_plus() -> None:
    assert not d_un_an_sur_l_autre(62, 60)
