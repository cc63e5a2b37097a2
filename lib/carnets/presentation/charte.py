"""Palette et réglages graphiques communs à l'écran, au papier, à Word et aux figures.

Les contrastes sont vérifiés par les essais : texte ≥ 4,5 sur son fond, graphiques ≥ 3 sur blanc,
et deux teintes voisines restent distinctes une fois passées en gris.
"""

ENCRE = "#1b1f2a"
ENCRE_DOUCE = "#525a6b"
PAPIER = "#ffffff"
VOILE = "#f3f5f8"
FILET = "#d5dae3"
ACCENT = "#1d4e79"
ALERTE = "#9a3412"

SERIES = ("#1d4e79", "#b04d0c", "#5f9e7d", "#4a235a")
"""Couleurs des séries, dans l'ordre d'emploi."""

REPERE = "#7a8394"
"""Comparateurs et lignes de référence."""

SEQUENTIELLE = ("#e4edf5", "#b9d0e5", "#83abcf", "#3f719c", "#173f63")
"""Classes d'une carte, de la plus petite à la plus grande valeur : la clarté seule les range."""

DEFAVORABLE = ("#f7e3d3", "#e6a878", "#a4470b")
FAVORABLE = ("#dbe7f2", "#93b6d6", "#1d4e79")
"""Écarts, du plus léger au plus fort ; orange et bleu se distinguent sous tout daltonisme."""

POLICE = "Carnets Sans"
CORPS = 10.5
"""Corps du texte sur papier, en points ; les figures portent le même."""

LARGEUR_UTILE = 16.6
"""Largeur du texte d'une page A4, en centimètres."""
