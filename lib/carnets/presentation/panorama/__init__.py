"""Le panorama de l'IAE : un carnet, et les parties que permettent les sources du dossier."""

from carnets.presentation.panorama.edition import panorama_iae

__all__ = ["panorama_iae"]
