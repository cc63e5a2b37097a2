"""Chaque règle de vraisemblance voit sa faute, se tait sans elle, et ne corrige rien."""

from pathlib import Path

import pytest

from carnets.lecture.rapport import RapportFichier
from carnets.lecture.referentiels import noms_officiels
from carnets.verification import verifier
from tests.lecture.fabrique import FICHE

HEURES = "id_contrat;id_lot;mois;version;heures_travaillees;base_heures;statut\n"
SUIVI = "maitre_ouvrage;objectif_h;heures_periode;heures;taux_publie\n"
OPERATION = "id_operation;libelle;id_mo;famille;montant_travaux_ht;base_retenue_ht\n"
PERSONNE = "id_personne;sexe;statut_qpv;code_qpv_entree;commune_entree\n"
ACTION = "id_action;id_secteur;exercice;version;libelle;horizon;statut;motif\n"
COUVERTURE = "dispositif;periode;territoire_attendu;repondant;motif\n"
STRUCTURES = (
    "territoire;libelle;niveau;etablissements;siae_conventionnees;dispositifs;"
    "contrats;salaries;etp\n"
)
CHIFFRES = (
    "identifiant;territoire;grandeur;libelle;valeur;unite;precision;nature;partition;base;lignes;"
    "citation\n"
)
PART_QPV = "territoire;niveau;type_siae;annee;part_qpv;etat\n"

# (modèle, en-tête, lignes saines, lignes fautives, règle attendue, ligne de l'alerte)
CAS = [
    ("suivi_clauses", SUIVI, "A;90;30;60;\n", "A;90;60;30;\n", "cumul_inferieur_a_la_periode", 2),
    (
        "suivi_clauses", SUIVI, "A;90;;30;\nB;80;;20;\nC;90;;10;\n",
        "A;90;;30;\nB;90;;20;\nC;90;;10;\n", "objectif_repete", 2,
    ),
    (
        "operation", OPERATION, "O;P;M;gup;900;900\n", "O;P;M;gup;900;901\n",
        "base_superieure_aux_montants", 2,
    ),
    (
        "declaration_heures", HEURES,
        "C;L1;2019-01;1;151;travaillees;validee\nC;L2;2019-01;1;90;travaillees;validee\n",
        "C;L1;2019-01;1;151;travaillees;validee\nC;L2;2019-01;1;100;travaillees;validee\n",
        "heures_mensuelles_excessives", 2,
    ),
    (
        "declaration_heures", HEURES,
        "C;L1;2019-01;1;151;travaillees;validee\nC;L1;2019-01;2;150;travaillees;validee\n",
        "C;L1;2019-01;1;251;travaillees;validee\n", "heures_mensuelles_excessives", 2,
    ),
    (
        "declaration_heures", HEURES,
        "C;L;2019-01;1;9;travaillees;validee\nC;L;2019-02;1;9;travaillees;validee\n",
        "C;L;2019-01;1;9;travaillees;validee\nC;L;2019-03;1;9;travaillees;validee\n",
        "mois_manquants", 2,
    ),
    (
        "personne", PERSONNE, "P;F;QP;QP030001;30007\n", "P;F;NQP;QP030001;30007\n",
        "statut_qpv_contradictoire", 2,
    ),
    ("personne", PERSONNE, "P;F;NQP;;30007\n", "P;F;NQP;;30990\n", "commune_inconnue", 2),
    ("personne", PERSONNE, "P;F;NR;;\n", "P;F;NR;;\nQ;X;NR;;\n", "modalite_jamais_vue", 3),
    (
        "couverture", COUVERTURE, "D;2022;A;oui;\n",
        "D;2022;A;oui;\nD;2022;B;non;congés\n", "couverture_partielle", 2,
    ),
    (
        "gup_action", ACTION, "A;S;2020;1;Bancs;1;differee;budget\n",
        "A;S;2020;1;Bancs;1;differee;\n", "motif_absent", 2,
    ),
    (
        "iae_structures_publiees", STRUCTURES, "30;Gard;departement;4;5;6;9;9;3\n",
        "30;Gard;departement;6;5;6;9;9;3\n", "chaine_des_comptes", 2,
    ),
    (
        "iae_structures_publiees", STRUCTURES, "30;Gard;departement;5;5;5;9;9;3\n",
        "30;Gard;departement;4;6;5;9;9;3\n", "chaine_des_comptes", 2,
    ),
    (
        "chiffres_publies", CHIFFRES,
        "a;30;p;A;60,6;pourcentage;1;egal;t;;1;c\nb;30;p;B;40;pourcentage;1;egal;t;;1;c\n",
        "a;30;p;A;60;pourcentage;1;egal;t;;1;c\nb;30;p;B;42;pourcentage;1;egal;t;;1;c\n",
        "parts_sans_cent", 2,
    ),
    (
        "iae_part_qpv_publiee", PART_QPV,
        "30;departement;ACI;2019;12;ok\n34;departement;ACI;2019;20;ok\n76;region;ACI;2019;20;ok\n",
        "30;departement;ACI;2019;12;ok\n34;departement;ACI;2019;20;ok\n76;region;ACI;2019;21;ok\n",
        "ensemble_hors_de_ses_parties", 4,
    ),
    (
        "iae_part_qpv_publiee", PART_QPV,
        "30;departement;ACI;2019;12;ok\n34;departement;ACI;2019;;nd\n76;region;ACI;2019;21;ok\n",
        "30;departement;ACI;2019;12;ok\n34;departement;ACI;2019;;sans_objet\n"
        "76;region;ACI;2019;11;ok\n",
        "ensemble_hors_de_ses_parties", 4,
    ),
    (
        "personne", PERSONNE, "P;F;QP;QP030001;30007\nP;H;QP;QP030001;30007\n",
        "P;F;QP;QP030001;30007\nP;F;NQP;;30007\n", "personne_a_deux_statuts", 2,
    ),
    ("couverture", COUVERTURE, "D;2022;B;non;congés\n", "D;2022;B;non;\n", "absence_sans_motif", 2),
]  # fmt: skip


def _controle(chemin: Path, modele: str, contenu: str) -> RapportFichier:
    fiche = FICHE.replace("essai_heures", modele)
    (chemin / "dossier.yml").write_text(fiche, encoding="utf-8")
    (chemin / "heures.csv").write_text(contenu, encoding="utf-8")
    (fichier,) = verifier(chemin).fichiers
    return fichier


@pytest.mark.parametrize("cas", CAS, ids=lambda c: f"{c[0]}-{c[4]}-{c[3][:12].strip()}")
def test_une_regle_voit_sa_faute_et_elle_seule(
    tmp_path: Path, cas: tuple[str, str, str, str, str, int]
) -> None:
    modele, entete, saines, fautives, regle, ligne = cas
    sain = _controle(tmp_path, modele, entete + saines)
    assert regle not in [a.regle for a in sain.alertes]
    fautif = _controle(tmp_path, modele, entete + fautives)
    assert [a.ligne for a in fautif.alertes if a.regle == regle] == [ligne]


def test_le_referentiel_des_communes_est_complet() -> None:
    communes = noms_officiels("commune")
    assert len(communes) > 34_000
    assert communes["30007"] == "Alès"
    assert communes["2A004"] == "Ajaccio"
    assert communes["75101"].startswith("Paris 1er")
