"""De quoi bâtir un petit dossier dans un répertoire d'essai."""

from pathlib import Path

from carnets.modeles import MODELES, Colonne, Modele

HEURES = Modele(
    nom="essai_heures",
    description="Heures d'un contrat, pour les essais",
    colonnes=(
        Colonne("contrat", "texte", "Identifiant du contrat"),
        Colonne("commune", "code", "Commune", format="commune", obligatoire=False),
        Colonne("mois", "mois", "Mois travaillé"),
        Colonne("heures", "nombre", "Heures", unite="h", minimum=0, alias=("Nb heures",)),
        Colonne("sexe", "texte", "Sexe", valeurs=("F", "H", "nr"), obligatoire=False),
        Colonne("debut", "date", "Début", obligatoire=False),
        Colonne("gup", "booleen", "Marché GUP", obligatoire=False),
        Colonne("effectif", "entier", "Effectif", obligatoire=False),
    ),
    cle=("contrat", "mois"),
)

ENTETE = "contrat;commune;mois;heures;sexe;debut;gup;effectif\n"
FICHE = """\
titre: Dossier d'essai
fictif: true
annee: 2019
geographie: "2015"
territoires:
  - {code: "76", libelle: Occitanie, type: region}
  - {code: "09", libelle: Ariège, type: departement, parent: "76"}
sources:
  heures:
    fichier: heures.csv
    modele: essai_heures
    secret: deja_publie
    carte: {document: Essai, producteur: Essai, date: 2019-12-31}
livrables:
  - {carnet: panorama_iae, territoire: "76"}
"""


def enregistrer_modele() -> None:
    MODELES.setdefault(HEURES.nom, HEURES)


def dossier(
    chemin: Path, lignes: str = "C1;09122;2019-01;151,67;F;;;\n", fiche: str = FICHE
) -> Path:
    """Écrit un dossier d'essai et rend son chemin."""
    enregistrer_modele()
    (chemin / "dossier.yml").write_text(fiche, encoding="utf-8")
    (chemin / "heures.csv").write_text(ENTETE + lignes, encoding="utf-8")
    return chemin
