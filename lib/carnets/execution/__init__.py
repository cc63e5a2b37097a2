"""Exécuter un carnet : un processus neuf et borné par carnet, sans noyau ni port réseau."""
