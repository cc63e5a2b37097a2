"""Écrire le panel long d'un dossier : Parquet, CSV, Table Schema, dictionnaire et provenance.

Qui le reçoit peut remonter de chaque nombre à sa cellule : `fichier` (dont `fichiers.csv` donne
l'empreinte), `territoire`, et la colonne que `indicateurs.csv` nomme.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from carnets.dossier import Dossier, charger_dossier
from carnets.erreurs import DonneesRefusees, RefusSecret, UsageIncorrect
from carnets.indicateurs.panel import (
    fiches_du_panel,
    harmoniser,
    harmoniser_filosofi,
    registre,
)
from carnets.inerte import ecrire_csv
from carnets.lecture.lecteur import fichiers_de
from carnets.lecture.source import DEJA_PUBLIE, Source
from carnets.modeles import Colonne, Modele
from carnets.modeles.derives import page_dictionnaire, schema_echange
from carnets.sources import empreinte

_THEMES = {"insee_qpv_demo": "demo", "insee_qpv_ipro": "ipro", "insee_qpv_revn": "revn"}
_FILOSOFI = "panel_filosofi_qpv"
_GEOGRAPHIES = {"QP": "2015", "QN": "2024"}

MODELE = Modele(
    nom="panel_qpv",
    description="Panel long des quartiers prioritaires",
    colonnes=(
        Colonne("territoire", "code", "Code du quartier", format="qpv"),
        Colonne("geographie", "texte", "Liste de quartiers", valeurs=("2015", "2024")),
        Colonne("theme", "texte", "Thème du fichier", valeurs=("demo", "filosofi", "ipro", "revn")),
        Colonne("edition", "texte", "Édition du fichier, et non année de référence"),
        Colonne(
            "annee_reference", "entier", "Année mesurée ; vide si non établie", obligatoire=False
        ),
        Colonne("periode", "texte", "Année mesurée, ou « édition … » quand elle n'est pas établie"),
        Colonne("indicateur", "texte", "Thème et colonne du producteur"),
        Colonne("valeur", "nombre", "Valeur publiée, telle quelle", obligatoire=False),
        Colonne("etat", "texte", "ok, ou nd : secrète ou non disponible", valeurs=("ok", "nd")),
        Colonne("note", "texte", "Avertissement de qualité de l'Insee", obligatoire=False),
        Colonne("fichier", "texte", "Fichier du producteur où la valeur se lit"),
    ),
    cle=("territoire", "indicateur", "edition", "periode"),
    source="Insee, données sur les quartiers prioritaires",
)


def panel_du_dossier(dossier: Dossier) -> pd.DataFrame:
    """Le panel de toutes les sources d'un dossier qui s'y prêtent, trié ; colonnes de `MODELE`.

    RefusSecret si l'une n'est pas déjà publiée ; UsageIncorrect si aucune ne s'y prête, ou si une
    même valeur vient de deux fichiers.
    """
    cadres = [_harmoniser(_lire(dossier, s), s.modele) for s in _sources(dossier)]
    cle = ["theme", "indicateur", "territoire", "edition", "annee_reference"]
    panel = pd.concat(cadres).sort_values(cle, ignore_index=True)
    doubles = panel[panel.duplicated(list(MODELE.cle), keep=False)]
    for cle_double, lignes in doubles.groupby(list(MODELE.cle)):
        territoire, indicateur, edition, periode = cle_double
        raise UsageIncorrect(
            f"Panel : {indicateur} de {territoire} ({periode}, édition {edition}) vient de "
            f"{' et de '.join(lignes['fichier'])} ; gardez une seule de ces sources, ou donnez à "
            "chacune son édition."
        )
    return panel


def _sources(dossier: Dossier) -> list[Source]:
    retenues = [s for s in dossier.sources.values() if s.modele in (*_THEMES, _FILOSOFI)]
    for source in retenues:
        if source.secret != DEJA_PUBLIE:
            raise RefusSecret(
                f"Source « {source.nom} » : le panel n'exporte que des chiffres déjà publiés "
                f"(secret: {DEJA_PUBLIE})."
            )
    if not retenues:
        raise UsageIncorrect(
            f"Le dossier {dossier.nom} n'a aucune source pour le panel ; modèles attendus : "
            f"{', '.join((*_THEMES, _FILOSOFI))}."
        )
    return retenues


def _lire(dossier: Dossier, source: Source) -> pd.DataFrame:
    """La table d'une source, chaque ligne avec le nom de son fichier."""
    comptes = dossier.lectures[source.nom].comptes
    # La table suit l'ordre des fichiers, puis celui de leurs lignes acceptées.
    noms = np.repeat([c.fichier for c in comptes], [c.acceptees for c in comptes])
    return dossier.table(source.nom).assign(fichier=noms)


def _harmoniser(table: pd.DataFrame, modele: str) -> pd.DataFrame:
    if modele == _FILOSOFI:
        return harmoniser_filosofi(table)
    par_liste = table.groupby(table["codgeo"].str[:2], sort=True)
    return pd.concat(
        [
            harmoniser(lignes, theme=_THEMES[modele], geographie=_GEOGRAPHIES[str(prefixe)])
            for prefixe, lignes in par_liste
        ]
    )


def provenance(dossier: Dossier) -> pd.DataFrame:
    """Les fichiers dont vient le panel : `fichier, source, document, producteur, date, lignes,
    sha256`, `lignes` étant celles qui ont été acceptées."""
    lignes = []
    for source in _sources(dossier):
        comptes = {c.fichier: c.acceptees for c in dossier.lectures[source.nom].comptes}
        for chemin in fichiers_de(dossier.chemin, source):
            lignes.append(
                (
                    chemin.name, source.nom, source.carte.document, source.carte.producteur,
                    source.carte.date.isoformat(), comptes[chemin.name], empreinte(chemin),
                )
            )  # fmt: skip
    colonnes = ["fichier", "source", "document", "producteur", "date", "lignes", "sha256"]
    return pd.DataFrame(lignes, columns=colonnes)


def exporter(nom_ou_chemin: str | Path, vers: Path) -> tuple[Path, ...]:
    """Crée le répertoire `vers` d'un coup, entier ; UsageIncorrect s'il existe déjà."""
    if vers.exists():
        raise UsageIncorrect(f"{vers} existe déjà ; choisissez un autre répertoire.")
    dossier = charger_dossier(nom_ou_chemin)
    panel = panel_du_dossier(dossier)
    annexes = {
        "registre.csv": registre(panel),
        "indicateurs.csv": fiches_du_panel(panel),
        "fichiers.csv": provenance(dossier),
    }
    schema = json.dumps(schema_echange(MODELE), ensure_ascii=False, indent=2)
    try:
        vers.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=vers.parent) as atelier:
            ici = Path(atelier) / "panel"
            ici.mkdir()
            panel.to_parquet(ici / "panel.parquet", index=False, compression="zstd")
            ecrire_csv(panel, ici / "panel.csv")
            for nom, table in annexes.items():
                ecrire_csv(table, ici / nom)
            (ici / "panel.schema.json").write_text(schema + "\n", encoding="utf-8")
            (ici / "dictionnaire.md").write_text(_dictionnaire(), encoding="utf-8")
            ici.replace(vers)
    except OSError as erreur:
        raise DonneesRefusees(
            f"{vers} ne peut pas être écrit ({erreur.strerror}) ; libérez de la place ou "
            "choisissez un autre répertoire."
        ) from erreur
    return tuple(sorted(vers.iterdir()))


def _dictionnaire() -> str:
    """La page des colonnes, et celle des règles qu'un lecteur du panel doit connaître."""
    return (
        page_dictionnaire(MODELE)
        + """
Les indicateurs sont décrits un à un dans `indicateurs.csv` : libellé, unité, éditions, années de
référence, note de qualité, ce qui s'y compare. `fichiers.csv` donne l'empreinte de chaque fichier
lu, `registre.csv` les décomptes par thème et édition.

Règles de lecture :

- une valeur vide est secrète ou non disponible, jamais nulle ;
- les indicateurs ne se somment ni ne se moyennent d'un quartier à l'autre ;
- l'édition n'est pas l'année de référence ;
- aucune série ne franchit le passage des quartiers de 2015 à ceux de 2024 ;
- une note de qualité suit la valeur qu'elle couvre, elle ne la corrige pas : c'est le code du
  fichier (0 à 5), dont le sens est dans la documentation de l'Insee et non dans le fichier.
"""
    )
