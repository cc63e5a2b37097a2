"""Trois exports inventés, sales comme ceux d'un logiciel de suivi des clauses."""

from pathlib import Path

from openpyxl import Workbook

from carnets.modeles.fictif import siret_fictif

PERSONNES = 120
MOIS = ("janv. 2023", "02/2023", "2023-03")
# Code, nom, maître d'ouvrage tel qu'il est saisi, nature.
_OPERATIONS = (
    ("OP1", "Démolition de la tour", "Ville de Clairmont", "Démolition"),
    ("OP2", "Rénovation des espaces publics", "VILLE DE CLAIRMONT", "Espaces publics"),
    ("OP3", "Gestion urbaine de proximité", "Bailleur des Tilleuls", "GUP"),
)
LOTS = tuple(f"{code}-{lot}" for code, *_ in _OPERATIONS for lot in (1, 2))
_EMPLOYEURS = (
    ("Chantier des Tilleuls", "ACI", "Contrat d'insertion"),
    ("Clairmont Intérim insertion", "ETTI", "Intérim"),
    ("Bâtisseurs fictifs", "Entreprise", "CDD"),
    ("GEIQ du bâtiment fictif", "GEIQ", "Contrat pro"),
)
ESPACE = "\u00a0"


def ecrire_exports(repertoire: Path) -> tuple[Path, Path, Path]:
    """Écrit `marches.xlsx`, `participants.csv` et `heures.csv` ; rend leurs chemins."""
    return _marches(repertoire), _participants(repertoire), _heures(repertoire)


def heures_faites(rang: int, mois: int) -> int:
    """Heures d'une personne un mois, en centièmes."""
    return 6000 + (rang * 731 + mois * 1300) % 8500


def nir_fictif(rang: int) -> str:
    """Un numéro bâti comme un NIR, clé comprise, d'un mois de naissance qui n'existe pas."""
    numero = int(f"{1 + rang % 2}90{20 + rang % 30}30990{rang:03}")
    return f"{numero}{97 - numero % 97:02}"


def _marches(repertoire: Path) -> Path:
    """Un classeur : feuille vide d'abord, titres fusionnés sur deux lignes, sous-totaux, pied."""
    classeur = Workbook()
    page = classeur.create_sheet("Suivi des marchés")
    page["A1"] = "Suivi des clauses, extraction du 31/12/2023"
    page.merge_cells("A1:N1")
    for cellule, titre in (("A3", "Opération"), ("F3", "Marché"), ("M3", "Clause")):
        page[cellule] = titre
    page.merge_cells("A3:E3")
    page.merge_cells("F3:L3")
    entetes = (
        "Code opération", "Libellé", "Maître d'ouvrage", "Type d'opération", "Projet", "Code lot",
        "N° de marché", "N° lot", "Libellé", "Nature", "Date de notification", "Montant HT",
        "Objectif (h)", "Marché GUSP",
    )  # fmt: skip
    page.append(entetes)
    for rang, (code, nom, mo, nature) in enumerate(_OPERATIONS):
        for lot in (1, 2):
            notifie = f"0{rang + 1}/12/2022" if lot == 1 else f"2022-12-1{rang}"
            page.append((
                code, nom, mo, nature, "Tilleuls", f"{code}-{lot}", f"2022-0{rang + 1}", lot,
                f"Lot {lot} de {nom.lower()}", "Services" if rang == 2 else "Travaux", notifie,
                f"{300 + 50 * rang}{ESPACE}000,50 €", 5000 + 500 * rang,
                "Oui" if rang == 2 else "Non",
            ))  # fmt: skip
        page.append((f"Sous-total {code}", *[None] * 11, 2 * (5000 + 500 * rang)))
    page.append(("TOTAL GÉNÉRAL", *[None] * 11, 33_000))
    page.append(())
    page.append(("Édité par le logiciel de suivi, page 1/1",))
    fichier = repertoire / "marches.xlsx"
    classeur.save(fichier)
    return fichier


def _participants(repertoire: Path) -> Path:
    """Un CSV de Windows : noms, NIR, adresses, dates mêlées, fins de ligne mêlées."""
    lignes = [
        "Liste des participants;;;",
        "",
        "Id participant;Nom;Prénom;N° sécurité sociale;Adresse;Civilité;Date de naissance;"
        "Résident QPV;Code QPV;Statut à l'entrée;Niveau;Date d'entrée;Formation suivie;"
        "Heures en centre;Formation validée;Date de sortie;Situation à la sortie",
    ]
    for rang in range(PERSONNES):
        qpv = "QP030990" if rang % 5 < 3 else ""
        entree = f"0{rang % 9 + 1}/12/2022" if rang % 2 else f"2022-12-0{rang % 9 + 1}"
        formation = "SST;7,5;Oui" if rang % 3 == 0 else ";;"
        sortie = "31/03/2023;" + ("CDI", "Sans nouvelle")[rang // 2 % 2] if rang % 2 else ";"
        if rang == 60:
            lignes.append("Total page 1;60;" + ";" * 14)
        lignes.append(
            f"P{rang:03};MARTINEAU{rang};Zoé;{nir_fictif(rang)};{rang} rue de l'Église;"
            f"{('Mme', 'M.')[rang % 2]};1{rang % 9}/0{rang % 9 + 1}/{1962 + rang % 40};"
            f"{'Oui' if qpv else 'Non'};{qpv};{('RSA', 'DELD, RQTH', 'JEUNE26')[rang % 3]};"
            f"{('V', 'IV', 'infra V')[rang % 3]};{entree};{formation};{sortie}"
        )
    fins = ("\r\n", "\n", "\r\n")
    texte = "".join(ligne + fins[rang % 3] for rang, ligne in enumerate(lignes))
    fichier = repertoire / "participants.csv"
    fichier.write_bytes(texte.encode("cp1252"))
    return fichier


def _heures(repertoire: Path) -> Path:
    """Un CSV large : contrat, employeur et lot répétés chaque mois ; milliers espacés, total."""
    lignes = [
        "N° contrat;Id participant;Nom;Employeur;SIRET employeur;Type employeur;Type de contrat;"
        "Début contrat;Fin contrat;Code lot;Mois;Heures réalisées;Heures valorisées;Validé"
    ]
    total = 0
    for rang in range(PERSONNES):
        employeur, nature, contrat = _EMPLOYEURS[rang % 4]
        siret = siret_fictif(rang % 4 + 1)
        for numero, mois in enumerate(MOIS):
            heures = heures_faites(rang, numero)
            total += heures
            ecrites = f"{heures // 100},{heures % 100:02}" + " h" * (rang % 10 == 0)
            lignes.append(
                f"C{rang:03};P{rang:03};MARTINEAU{rang};{employeur};{siret[:9]} {siret[9:]};"
                f"{nature};{contrat};05/01/2023;31/03/2023;{LOTS[rang % 6]};{mois};"
                f"{ecrites};{ecrites};Oui"
            )
    entier = f"{total // 100:,}".replace(",", "\u202f")
    lignes.append(f"TOTAL;;;;;;;;;;;{entier},{total % 100:02};{entier},{total % 100:02};")
    fichier = repertoire / "heures.csv"
    fichier.write_text("\n".join(lignes) + "\n", encoding="utf-8-sig")
    return fichier
