"""Rendus : du carnet exécuté aux livrables HTML, PDF, Word et Excel."""
