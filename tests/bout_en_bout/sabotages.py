"""Un rendu qui fuit exprès, dans chaque support à la fois : l'essai des canaris doit tous les voir.

La table, le texte de remplacement et le dessin fuient du carnet ; le reste, de la chaîne elle-même.
"""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import docx as word
import openpyxl
import pypdf

from carnets.execution import rendre
from carnets.rendu import docx, pdf, xlsx
from tests.bout_en_bout.canaris import canaris

FUITE = """from carnets.presentation.figures import figure
from carnets.presentation.tableaux import tableau_texte
from carnets.presentation.toile import Toile

par_lot = etude.table("heures").groupby("id_lot")["heures_travaillees"].sum()
fuite = f"{par_lot[par_lot.index.str.endswith('-000')].iloc[0]:.0f}"
fuyante = tableau_texte("Fuite", ("Lot", "Heures"), [("premier", fuite)])
"""
FUITE_DU_DESSIN = """dessin = Toile(1)
dessin.texte(1, 0.5, fuite)
figure(dessin, titre="Fuite", alternative=f"Le premier lot compte {fuite} heures en tout.",
       donnees=fuyante.charge, source="Essai")
"""
FUITES = (f"{FUITE}fuyante", FUITE_DU_DESSIN)
"""Les cellules à ajouter à un carnet dont l'étude s'appelle `etude`."""


@contextmanager
def chaine_qui_fuit() -> Iterator[None]:
    """La chaîne de rendu, dont chaque étape laisse un canari là où le carnet ne peut écrire."""
    canari = canaris()[0]

    def recu(**tout: Any) -> dict[str, Any]:
        return {**etablir(**tout), "fuite": canari}

    def registre(*arguments: Any, **nommes: Any) -> Any:
        execute, temoignage = executer(*arguments, **nommes)
        temoignage["secret"]["registre"] += json.dumps({"valeur": canari}) + "\n"
        return execute, temoignage

    def liste(sortie: Path) -> Path:
        page = ecrire_index(sortie)
        page.write_text(f"{page.read_text('utf-8')}<!-- {canari} -->", encoding="utf-8")
        print(canari)
        return page

    etablir, executer, ecrire_index = rendre.etablir, rendre.executer, rendre.ecrire_index
    with ExitStack() as sabotages:
        for module, nom, faux in (
            (rendre, "etablir", recu),
            (rendre, "executer", registre),
            (rendre, "ecrire_index", liste),
            (xlsx, "classeur", _apres(xlsx.classeur, _salir_le_classeur)),
            (docx, "document", _apres(docx.document, _salir_le_document)),
            (pdf, "document", _apres(pdf.document, _salir_le_pdf)),
        ):
            sabotages.enter_context(patch.object(module, nom, faux))
        yield


def _apres(
    ecrire: Callable[[Any], bytes], salir: Callable[[io.BytesIO, io.BytesIO, str], None]
) -> Callable[[Any], bytes]:
    def faux(contenu: Any) -> bytes:
        sortie = io.BytesIO()
        salir(io.BytesIO(ecrire(contenu)), sortie, str(canaris()[0]))
        return sortie.getvalue()

    return faux


def _salir_le_classeur(lu: io.BytesIO, sortie: io.BytesIO, canari: str) -> None:
    livre = openpyxl.load_workbook(lu)
    cachee = livre.create_sheet("cachee")
    cachee["A1"], cachee.sheet_state = int(canari), "hidden"
    livre.properties.subject = canari
    livre.save(sortie)


def _salir_le_document(lu: io.BytesIO, sortie: io.BytesIO, canari: str) -> None:
    document = word.Document(lu)
    document.core_properties.subject = canari
    document.save(sortie)


def _salir_le_pdf(lu: io.BytesIO, sortie: io.BytesIO, canari: str) -> None:
    document = pypdf.PdfWriter(clone_from=lu)
    document.add_metadata({"/Subject": canari})
    document.write(sortie)
