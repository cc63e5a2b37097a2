"""Les noms des quartiers d'un livrable, quand le dossier les donne."""

from collections.abc import Iterable

from carnets.presentation.etude import Etude

SOURCE = "quartiers"


def noms_de_quartiers(etude: Etude, codes: Iterable[str]) -> dict[str, str]:
    """Code → « nom, commune (code) » ; un quartier sans nom connu garde son code.

    Lit la source `quartiers` du dossier (modèle `qpv`), facultative, et d'elle ces seules lignes.
    """
    voulus = list(codes)
    noms = dict(zip(voulus, voulus, strict=True))
    if SOURCE not in etude.dossier.sources or not voulus:
        return noms
    lignes = etude.lignes(SOURCE, "code_qpv", *voulus).dropna(subset=["libelle"])
    for ligne in lignes[["code_qpv", "libelle", "communes"]].fillna("").to_dict("records"):
        lieu = f", {ligne['communes']}" if ligne["communes"] else ""
        noms[str(ligne["code_qpv"])] = f"{ligne['libelle']}{lieu} ({ligne['code_qpv']})"
    return noms
