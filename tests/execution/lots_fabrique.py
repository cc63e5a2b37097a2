"""Un dossier de quelques territoires et un carnet qui ne lit que les lignes du sien."""

import json
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

FICHE = """titre: Essai de lot
fictif: true
annee: 2019
geographie: "2015"
territoires:
{territoires}
sources:
  qpv:
    fichier: qpv.csv
    modele: qpv_par_departement
    secret: deja_publie
    part_refus_max: 0
    carte: {{document: Essai, producteur: Essai, date: 2019-12-31, lignes: "1"}}
conventions: {{}}
livrables: []
"""
ENTETE = "territoire;nombre_qpv;population_qpv_2013;population_qpv_2018"
CELLULES = [
    "import carnets as c\n"
    "etude = c.ouvrir(dossier, territoire=territoire, annee=annee)\n"
    "c.cartouche_de(etude, 'Essai', surtitre='Lot', champ='essai')",
    "lues = etude.lignes('qpv', 'territoire')\nlues",
    "c.note('Lu', f\"{int(lues['nombre_qpv'].sum())} quartiers à {etude.territoire.libelle}\")",
]
MALHEURS = {
    "arrete": "import sys\nif territoire == '{code}':\n    sys.exit(0)",
    "leve": "if territoire == '{code}':\n    raise KeyError('absente')",
    "tue": "import os\nif territoire == '{code}':\n    os.kill(os.getpid(), 9)",
    "eteint": "import os, time\nif territoire == '{code}':\n    os.kill(os.getppid(), 9)\n"
    "    time.sleep(9)",
    "eteint_une_fois": "import os, time\nfrom pathlib import Path\n"
    "vu = Path(dossier).parent / 'vu'\n"
    "if territoire == '{code}' and not vu.exists():\n    vu.touch()\n"
    "    os.kill(os.getppid(), 9)\n    time.sleep(9)",
}


def dossier(racine: Path, codes: list[str]) -> Path:
    """Écrit un dossier d'un quartier compté par territoire."""
    racine.mkdir(parents=True)
    lignes = "\n".join(f'  - {{code: "{c}", libelle: Lieu {c}, type: autre}}' for c in codes)
    (racine / "dossier.yml").write_text(FICHE.format(territoires=lignes), encoding="utf-8")
    ecrire_qpv(racine, {code: rang for rang, code in enumerate(codes, 1)})
    return racine


def ecrire_qpv(racine: Path, nombres: dict[str, int]) -> None:
    """La table du dossier : un nombre de quartiers par territoire, dans l'ordre donné."""
    rangees = "\n".join(f"{code};{n};{n * 1000};{n * 1001}" for code, n in nombres.items())
    (racine / "qpv.csv").write_text(f"{ENTETE}\n{rangees}\n", encoding="utf-8")


def carnet(fichier: Path, *malheurs: tuple[str, str]) -> Path:
    """Un carnet ; chaque malheur (genre, territoire) y ajoute une cellule."""
    parametres = new_code_cell(
        'dossier: str = ""\nterritoire: str = ""\nannee: int = 2019',
        metadata={"tags": ["parameters"]},
    )
    sources = [MALHEURS[genre].format(code=code) for genre, code in malheurs]
    cellules = [parametres, new_markdown_cell("## Essai")]
    cellules += [new_code_cell(source) for source in (*sources, *CELLULES)]
    for rang, cellule in enumerate(cellules):
        cellule["id"] = f"c{rang}"
    nbformat.write(new_notebook(cells=cellules), fichier)
    return fichier


def recu(livrable: Path) -> dict:
    return json.loads((livrable / "recu.json").read_text(encoding="utf-8"))
