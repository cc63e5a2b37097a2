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

ENTONNOIR = "id_cohorte;rang;etape;effectif\n"
PASSAGES = "id_cohorte;id_personne;id_etape;rang;statut\n"
PUBLICS = "id_personne;sexe;statut_qpv;publics;annee_naissance;date_entree\n"
VALEURS = (
    "code_territoire;geographie;id_indicateur;periode;modalite;valeur;numerateur;denominateur;etat;"
    "source\n"
)
ETATS = "emi_pph_id;emi_afi_id;emi_ctr_id;emi_sme_annee;emi_sme_mois;emi_nb_heures_travail\n"
ANNEXES = "annexe_id;number;state;start_at;end_at;convention_id\n"
PROJETS = "id_projet;libelle;programme;date_convention;date_fin\n"
OBJECTIFS_C = "maitre_ouvrage;investissement_ht;heures_travaillees;taux_insertion;objectif_h\n"

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
    # L'entonnoir d'Aureilhan, puis le même dont une étape s'élargit.
    (
        "entonnoir", ENTONNOIR, "A;1;Invités;23\nA;2;Venus;19\nA;3;Retenus;19\nB;1;Invités;40\n",
        "A;1;Invités;23\nA;2;Venus;19\nA;3;Retenus;20\nB;1;Invités;40\n",
        "entonnoir_croissant", 4,
    ),
    (
        "cohorte_passage", PASSAGES, "A;P;accueil;1;present\nA;P;stage;2;valide\n",
        "A;P;accueil;1;absent\nA;P;stage;2;valide\n", "etape_sautee", 3,
    ),
    (
        "personne", PUBLICS, "P;F;QP;QPV|JEUNE26;1995;2020-02-01\n",
        "P;F;QP;QPV|JEUNE26;1985;2020-02-01\n", "public_contradictoire", 2,
    ),
    (
        "personne", PUBLICS, "P;F;QP;QPV;1985;2020-02-01\n", "P;F;NQP;QPV;1985;2020-02-01\n",
        "public_contradictoire", 2,
    ),
    (
        "personne", PUBLICS, "P;F;QP;SENIOR50;1965;2020-02-01\n",
        "P;F;QP;SENIOR50;1985;2020-02-01\n", "public_contradictoire", 2,
    ),
    (
        "suivi_clauses", SUIVI, "Ville d'Alès;90;;30;\nSIDR;80;;20;\n",
        "Ville d'Alès;90;;30;\nVILLE D ALES;80;;20;\n", "ecritures_voisines", 3,
    ),
    (
        "suivi_clauses", SUIVI, "A;90;;30;\nTotalia;80;;20;\n",
        "A;90;;30;\nTotal Ville;90;;30;\n", "ligne_de_total_probable", 3,
    ),
    (
        "suivi_clauses", SUIVI, "A;90;;30;\nTotal;90;;30;\n", "A;90;;30;\nTotal;90;;31;\n",
        "total_different_de_la_somme", 3,
    ),
    (
        "suivi_clauses", SUIVI, "A;90;;30;33,3\n", "A;90;;30;40\n", "taux_publie_different", 2,
    ),
    (
        "suivi_clauses", SUIVI, "A;90;;30;\n", "A;90;;90;\n", "realise_egale_objectif", 2,
    ),
    (
        "objectif_clauses", OBJECTIFS_C,
        "A;1000;50;0,05;9\nB;1200;50;0,05;9\nC;900;50;0,05;9\nD;800;50;0,05;9\nE;900;50;0,05;9\n",
        "A;1000;50;0,05;9\nB;1200;50;0,05;9\nC;900;50;0,05;9\nD;800;50;0,05;9\n"
        "E;900000;50;0,05;9\n",
        "ordre_de_grandeur", 6,
    ),
    (
        "siae_annexes", ANNEXES, "1;A;V;2020-01-01;2020-06-30;9\n2;B;V;2020-07-01;2020-12-31;9\n",
        "1;A;V;2020-01-01;2020-06-30;9\n2;B;V;2020-06-01;2020-12-31;9\n",
        "annexes_chevauchantes", 3,
    ),
    (
        "etat_mensuel_iae", ETATS, "P;A;C;2019;12;9\nP;A;C;2020;1;9\n",
        "P;A;C;2019;12;9\nP;A;C;2020;2;9\n", "mois_manquants", 2,
    ),
    (
        "etat_mensuel_iae", ETATS, "P;A;C;2019;12;250\n", "P;A;C;2019;12;251\n",
        "heures_mensuelles_excessives", 2,
    ),
    (
        "projet", PROJETS, "P;A;NPNRU;2018-01-01;2024-01-01\n",
        "P;A;NPNRU;2024-01-01;2018-01-01\n", "dates_inversees", 2,
    ),
    (
        "qpv_commune", "code_qpv;code_commune;pop_part\n",
        "QP030001;30007;0,67\nQP030001;30010;0,33\n",
        "QP030001;30007;0,67\nQP030001;30010;0,23\n", "poids_sans_cent", 2,
    ),
    (
        "valeur_indicateur", VALEURS, "30;2015;part_femmes;2019;;25;1;4;ok;S\n",
        "30;2015;part_femmes;2019;;35;1;4;ok;S\n", "taux_publie_different", 2,
    ),
    # « 80 % de 8 » : 6,4 personnes.
    (
        "chiffres_publies", CHIFFRES,
        "a;30;b;A;8;nombre;1;egal;;;1;c\nc;30;p;B;75;pourcentage;1;egal;;b;1;c\n",
        "a;30;b;A;8;nombre;1;egal;;;1;c\nc;30;p;B;80;pourcentage;1;egal;;b;1;c\n",
        "part_d_aucun_entier", 3,
    ),
    (
        "iae_structures_publiees", STRUCTURES,
        "30;Gard;departement;4;5;6;9;9;3\n34;Hérault;departement;1;1;1;1;1;1\n"
        "76;Occitanie;region;5;6;7;10;10;4\n",
        "30;Gard;departement;4;5;6;9;9;3\n34;Hérault;departement;1;1;1;1;1;1\n"
        "76;Occitanie;region;5;6;7;10;11;4\n",
        "total_different_de_la_somme", 4,
    ),
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
