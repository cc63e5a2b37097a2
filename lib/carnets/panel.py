"""Écrire le panel long d'un dossier : Parquet, CSV, Table Schema et dictionnaire."""

import json
import tempfile
from pathlib import Path

import pandas as pd

from carnets.dossier import Dossier, charger_dossier
from carnets.erreurs import DonneesRefusees, RefusSecret, UsageIncorrect
from carnets.indicateurs.panel import harmoniser, harmoniser_filosofi, registre
from carnets.inerte import ecrire_csv
from carnets.modeles import Colonne, Modele
from carnets.modeles.derives import page_dictionnaire, schema_echange

_THEMES = {"insee_qpv_demo": "demo", "insee_qpv_ipro": "ipro", "insee_qpv_revn": "revn"}
_FILOSOFI = "panel_filosofi_qpv"
_PUBLIE = "deja_publie"
_GEOGRAPHIES = {"QP": "2015", "QN": "2024"}

MODELE = Modele(
    nom="panel_qpv",
    description="Panel long des quartiers prioritaires",
    colonnes=(
        Colonne("territoire", "code", "Code du quartier", format="qpv"),
        Colonne("geographie", "texte", "Liste de quartiers", valeurs=("2015", "2024")),
        Colonne("theme", "texte", "Fichier : demo, ipro, revn ou filosofi"),
        Colonne("edition", "texte", "Édition du fichier, et non année de référence"),
        Colonne(
            "annee_reference", "entier", "Année mesurée ; vide si non établie", obligatoire=False
        ),
        Colonne("indicateur", "texte", "Thème et colonne du producteur"),
        Colonne("valeur", "nombre", "Valeur publiée, telle quelle", obligatoire=False),
        Colonne("etat", "texte", "ok, ou nd : secrète ou non disponible", valeurs=("ok", "nd")),
        Colonne("note", "texte", "Avertissement de qualité de l'Insee", obligatoire=False),
    ),
    cle=("territoire", "indicateur", "edition", "annee_reference"),
    source="Insee, données sur les quartiers prioritaires",
)


def panel_du_dossier(dossier: Dossier) -> pd.DataFrame:
    """Le panel de toutes les sources d'un dossier qui s'y prêtent, trié.

    RefusSecret si l'une n'est pas déjà publiée ; UsageIncorrect si aucune ne s'y prête.
    """
    cadres = []
    for nom, source in dossier.sources.items():
        if source.modele not in (*_THEMES, _FILOSOFI):
            continue
        if source.secret != _PUBLIE:
            raise RefusSecret(
                f"Source « {nom} » : le panel n'exporte que des chiffres déjà publiés "
                f"(secret: {_PUBLIE})."
            )
        cadres.append(_harmoniser(dossier.table(nom), source.modele))
    if not cadres:
        raise UsageIncorrect(
            f"Le dossier {dossier.nom} n'a aucune source pour le panel ; modèles attendus : "
            f"{', '.join((*_THEMES, _FILOSOFI))}."
        )
    cle = ["theme", "indicateur", "territoire", "edition", "annee_reference"]
    return pd.concat(cadres).sort_values(cle, ignore_index=True)


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


def exporter(nom_ou_chemin: str | Path, vers: Path) -> tuple[Path, ...]:
    """Crée le répertoire `vers` d'un coup, entier ; UsageIncorrect s'il existe déjà."""
    if vers.exists():
        raise UsageIncorrect(f"{vers} existe déjà ; choisissez un autre répertoire.")
    panel = panel_du_dossier(charger_dossier(nom_ou_chemin))
    schema = json.dumps(schema_echange(MODELE), ensure_ascii=False, indent=2)
    try:
        vers.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=vers.parent) as atelier:
            ici = Path(atelier) / "panel"
            ici.mkdir()
            panel.to_parquet(ici / "panel.parquet", index=False, compression="zstd")
            ecrire_csv(panel, ici / "panel.csv")
            ecrire_csv(registre(panel), ici / "registre.csv")
            (ici / "panel.schema.json").write_text(schema + "\n", encoding="utf-8")
            (ici / "dictionnaire.md").write_text(page_dictionnaire(MODELE), encoding="utf-8")
            ici.replace(vers)
    except OSError as erreur:
        raise DonneesRefusees(
            f"{vers} ne peut pas être écrit ({erreur.strerror}) ; libérez de la place ou "
            "choisissez un autre répertoire."
        ) from erreur
    return tuple(sorted(vers.iterdir()))
