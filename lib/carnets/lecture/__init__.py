"""Lecture des fichiers tels que les producteurs les publient, et contrôle selon un modèle."""
