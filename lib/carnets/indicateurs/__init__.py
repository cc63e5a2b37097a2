"""Indicateurs : fonctions pures, cadre en entrée, cadre long en sortie.

Colonnes de sortie : `territoire, periode, indicateur, modalite, numerateur, denominateur,
valeur, etat` (voir `carnets.indicateurs.cadre`). Rien n'est lu sur disque, rien n'est dessiné,
rien n'est arrondi.

iae : panorama de l'insertion par l'activité économique (tables `structures`, `part_qpv`,
`qpv`, `population`, `chiffres_publies`)
    effectifs(structures, *, periode)                          IA-01 à IA-06, tels que publiés
    totaux_recalcules(structures, *, territoire, periode)      somme des départements
    ratios(structures, *, periode, heures_par_etp)             IA-07
    familles(chiffres, *, territoire, periode)                 IA-08
    part_qpv(parts, qpv)                                       IA-09, zéros structurels « /// »
    part_qpv_ponderee(parts, structures, *, territoire, annee) moyenne et bornes d'arrondi
    indice_representation(parts, *, territoire, annee, references)  IA-10
    evolution_part_qpv(parts, qpv, *, annee, annee_reference)  IA-11, en points
    correlation_poids_part(parts, qpv, population, *, territoire, annee)  rang de Spearman

    (tables `etat_mensuel_iae`, `asp_annexe_financiere` : voir `carnets.indicateurs.iae`)
    comparer_couverture(lignes, annexes, *, annee)             deux années ont-elles le même champ ?

    (et `asp_contrat`) situer_contrats(contrats, etats, annexes, salaries, *, annee)
    contrats_signes(lignes, appartenance, *, annee)            IA-04, un flux ; part des QPV

evolution : ce qui sépare deux périodes d'une valeur déjà calculée (IA-11)
    evolution(table, de, *, depuis, vers, nom, en_points)      en %, ou en points

clauses : bilan des clauses sociales (tables `chiffres_publies`, `types_contrats`)
    bilan(chiffres, *, territoire, periode)                    CL-01 à CL-03, CL-07, CL-08, CL-17
    types_contrats(types, *, total, territoire, periode)       CL-15, ligne « nr » comprise

objectif : objectif d'heures par maître d'ouvrage (table `objectifs`)
    objectif_recalcule(objectifs, *, taux_main_oeuvre, cout_horaire, taux_insertion, periode)
    main_oeuvre_implicite(objectifs, *, cout_horaire, periode)
    base_implicite(objectifs, *, taux_main_oeuvre, cout_horaire, periode)

etp : équivalents temps plein (CL-21)
    etp_par_convention(heures, *, conventions, territoire, periode)
    heures_par_etp_compatibles(heures, *, etp, precision, territoire, periode)
    mois_par_convention(heures_par_personne, *, conventions, territoire, periode)
    conventions : nom → heures par ETP ; toutes : `carnets.parametres.catalogue`

controles : constats de cohérence, une ligne par comparaison
    verdict(publie, precision, recalcule, *, incertitude)      la règle unique
    constats_panorama(tables, annee=)  ·  constats_bilan(dossier)
    colonnes : controle, objet, publie, recalcule, ecart, unite, verdict, explication, gravite,
    et bas, haut quand le recalcul n'est connu qu'entre deux bornes
"""
