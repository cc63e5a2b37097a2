"""Trois exports inventés, sales comme ceux d'un logiciel de suivi des clauses."""

from pathlib import Path

import xlsxwriter

from carnets.modeles.fictif import siret_fictif

LOTS, PERSONNES_PAR_LOT = 3, 30
_TYPES = ("CDI", "CDD", "Intérim", "Contrat pro")


def ecrire_exports(repertoire: Path) -> tuple[Path, Path, Path]:
    """Écrit `participants.xlsx`, `contrats.csv` et `heures.csv` ; rend leurs chemins."""
    return _participants(repertoire), _contrats(repertoire), _heures(repertoire)


def _numeros() -> list[tuple[int, int]]:
    return [(lot, n) for lot in range(LOTS) for n in range(PERSONNES_PAR_LOT)]


def _participants(repertoire: Path) -> Path:
    """Un classeur : deux lignes de titre, une feuille d'aide, des civilités."""
    fichier = repertoire / "participants.xlsx"
    with xlsxwriter.Workbook(str(fichier)) as classeur:
        classeur.add_worksheet("Mode d'emploi").write(0, 0, "Export du suivi des clauses")
        page = classeur.add_worksheet("Participants")
        page.write(0, 0, "Suivi des clauses, extraction du 31/12/2023")
        page.write_row(2, 0, ["Identifiant personne", "Civilité", "Année de naissance", "Adresse"])
        for rang, (lot, n) in enumerate(_numeros(), start=3):
            civilite = "Mme" if n % 3 == 0 else "M."
            adresse = "Résident QPV" if n % 2 else "Hors quartier"
            page.write_row(rang, 0, [f"P{lot}-{n:03}", civilite, 1960 + n, adresse])
    return fichier


def _contrats(repertoire: Path) -> Path:
    """Un CSV de Windows : SIRET espacés, dates françaises, colonnes vides au bout."""
    siret = siret_fictif(1)
    espace = f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"
    lignes = ["N° contrat;Participant;SIRET employeur;Nature du contrat;Date de début;;"]
    lignes += [
        f"C{lot}-{n:03};P{lot}-{n:03};{espace};{_TYPES[n % 4]};0{n % 9 + 1}/01/2023;;"
        for lot, n in _numeros()
    ]
    fichier = repertoire / "contrats.csv"
    fichier.write_text("\r\n".join(lignes) + "\r\n", encoding="cp1252", newline="")
    return fichier


def _heures(repertoire: Path) -> Path:
    """Un CSV à titre, milliers espacés, virgules, ligne de total."""
    lignes = [
        "Heures réalisées;;;;;;",
        "",
        "Contrat;Lot;Mois;Version;Nb heures travaillées;Base heures;Etat déclaration",
    ]
    total = 0
    for lot, n in _numeros():
        for mois in (1, 2):
            heures = 6000 + 100 * lot + n
            total += heures
            texte = f"{heures // 100},{heures % 100:02}"
            lignes.append(
                f"C{lot}-{n:03};Lot {lot + 1};{mois:02}/2023;1;{texte};Travaillées;Saisie validée"
            )
    entier = f"{total // 100:,}".replace(",", "\u00a0")
    lignes.append(f"TOTAL;;;;{entier},{total % 100:02};;")
    fichier = repertoire / "heures.csv"
    fichier.write_text("\n".join(lignes) + "\n", encoding="cp1252")
    return fichier
