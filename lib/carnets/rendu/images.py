"""Images d'un rendu qui les range à côté du texte (PDF, Word) plutôt que dedans (HTML)."""

from base64 import b64decode
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Images:
    """Reçoit les images au fil de l'écriture et leur donne un nom ; `fichiers` les rend."""

    fichiers: dict[str, bytes] = field(default_factory=dict)

    def adresse(self, contenu: str, extension: str) -> str:
        """Range l'image (texte SVG, ou base64) et rend le nom qui la désigne."""
        nom = f"image-{len(self.fichiers) + 1}.{extension}"
        self.fichiers[nom] = contenu.encode() if extension == "svg" else b64decode(contenu)
        return nom
