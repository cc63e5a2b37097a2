"""Secret statistique : la seule porte entre les indicateurs et la présentation."""

from carnets.secret.diffusable import Diffusable
from carnets.secret.publication import publier

__all__ = ["Diffusable", "publier"]
