"""Le panorama de l'IAE : un carnet, et les parties que permettent les sources du dossier."""

from carnets.presentation.panorama.livret import Panorama, panorama_iae

__all__ = ["Panorama", "panorama_iae"]
