"""Exécution : un carnet et ses paramètres entrent, un livrable complet et son reçu sortent."""
