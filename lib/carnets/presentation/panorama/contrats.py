"""La partie du panorama sur les contrats signés dans l'année : un flux, à côté des personnes."""

from collections.abc import Iterator
from dataclasses import dataclass

from carnets.indicateurs import iae
from carnets.presentation.bilan.textes import LIBELLES_BILAN
from carnets.presentation.nombres import SIGNES
from carnets.presentation.objets import Objet, note
from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.panorama.mensuel import PAR_TYPE, Mensuel
from carnets.presentation.panorama.mots import INDIFFUSABLE
from carnets.presentation.parties import manque_de
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import lire

EN_QPV = ("contrats", *tuple(iae.ADRESSES)[:2])
PAR_ADRESSE = ("contrats", "contrats_qpv", *tuple(iae.ADRESSES)[2:], "part_qpv_contrats")
FLUX = (
    "Un contrat n'est pas un salarié : qui en signe deux dans l'année compte deux fois, qui "
    "travaille sous un contrat signé plus tôt ne compte pas."
)


def manque_de_contrats(extrait: Extrait) -> str:
    """Ce qui empêche de compter les contrats signés ; vide si rien."""
    manque = manque_de(extrait.lieu.etude, "asp_contrat")
    if manque or extrait.etats.signes is not None:
        return manque
    return (
        "Les contrats de ce dossier (modèle asp_contrat) n'ont aucune date d'embauche "
        f"(contrat_date_embauche) en {extrait.lieu.etude.annee}."
    )


@dataclass(frozen=True)
class Contrats:
    """Ce que les tables protégées disent des contrats signés dans l'année."""

    mensuel: Mensuel

    def tableaux(self) -> Iterator[Objet]:
        """Contrats par territoire et type, par sexe, par adresse ; ceux que rien ne situe."""
        m = self.mensuel
        if m.extrait.types:
            yield tableau(
                m.territoires.garder(indicateur="contrats"),
                titre=f"Contrats signés par type en {m.an}",
                source=m.source_citee,
                disposition=m.plan("modalite"),
                notes=[FLUX, "Type et lieu : ceux de la structure, au premier état du contrat."],
            )
        yield self._par_sexe()
        yield from self._par_adresse()
        yield from self._non_situes()

    def _par_sexe(self) -> Objet:
        m = self.mensuel
        if "contrats_sexe" in m.extrait.tus:
            return note("Contrats par sexe", INDIFFUSABLE, nature="limite")
        return tableau(
            m.tables["contrats_sexe"].avec_parts("contrats", "part_du_total"),
            titre=f"Contrats signés par sexe, {m.lieu.libelle}, {m.an}",
            source=m.source_citee,
            disposition=Disposition(
                lignes="modalite", entete="Sexe", roles={"": "total"}, libelles=LIBELLES_BILAN
            ),
            notes=[] if m.extrait.types else [FLUX],
        )

    def _par_adresse(self) -> Iterator[Objet]:
        """Le lieu et la part des QPV parmi les adresses connues, puis ses types et ses parties."""
        m = self.mensuel
        yield tableau(
            m.ensemble.garder(indicateur=PAR_ADRESSE).choisir(territoire=[m.lieu.code]),
            titre=f"Contrats signés selon l'adresse du salarié, {m.lieu.libelle}, {m.an}",
            source=m.source_citee,
            disposition=m.plan(),
            notes=["La part se prend parmi les contrats de salariés d'adresse connue."],
        )
        if m.extrait.types:
            yield tableau(
                m.ici.garder(indicateur=EN_QPV),
                titre=f"Contrats d'habitants des QPV par type en {m.an}",
                source=m.source_citee,
                disposition=PAR_TYPE,
            )
        if m.extrait.parties:
            yield tableau(
                m.ensemble.garder(indicateur=EN_QPV),
                titre=f"Contrats d'habitants des QPV par territoire en {m.an}",
                source=m.source_citee,
                disposition=m.plan(),
            )

    def _non_situes(self) -> Iterator[Objet]:
        """Ce que l'extrait a de contrats qu'aucun nombre d'ici ne compte."""
        phrases = []
        if "contrats_non_situes" in self.mensuel.tables:
            sans = lire(
                self.mensuel.tables["contrats_non_situes"],
                "contrats_non_situes",
                territoire=self.mensuel.lieu.code,
            )
            combien = "Des" if sans.etat in SIGNES else str(sans)
            phrases.append(
                f"{combien} contrats de l'extrait entier, signés en {self.mensuel.an}, n'ont aucun "
                "état mensuel : ni leur type ni leur lieu ne se savent, et rien ici ne les compte."
            )
        signes = self.mensuel.extrait.etats.signes
        if signes is not None and signes["annee"].isna().any():
            phrases.append(
                "Des contrats de l'extrait n'ont pas de date d'embauche : ils ne sont d'aucune "
                "année."
            )
        if phrases:
            yield note("Contrats que rien ne situe", *phrases, nature="limite")
