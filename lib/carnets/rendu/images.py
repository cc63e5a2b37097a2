"""Images d'un rendu qui les range à côté du texte (PDF, Word) plutôt que dedans (HTML)."""

from base64 import b64decode
from binascii import Error
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from carnets.presentation.html import TYPES_MIME

EXTENSIONS = {mime: extension for extension, mime in TYPES_MIME.items()}


def est_vectorielle(nom: str) -> bool:
    """Un dessin, par le nom de son fichier."""
    return nom.endswith(".svg")


def matricielle(nom: str) -> str:
    """Nom que prend une image quand on la veut en points."""
    return nom.replace(".svg", ".png")


@dataclass(frozen=True)
class Images:
    """Reçoit les images au fil de l'écriture et leur donne un nom ; `fichiers` les rend."""

    fichiers: dict[str, bytes] = field(default_factory=dict)

    def adresse(self, contenu: str, extension: str) -> str:
        """Range l'image (texte SVG, ou base64) et rend le nom qui la désigne."""
        return self._nommer(
            contenu.encode() if extension == "svg" else b64decode(contenu), extension
        )

    def ranger(self, source: str) -> str | None:
        """Nom de l'image que désigne l'attribut `src` ; aucun si elle n'est pas dans la page."""
        if source in self.fichiers:
            return source
        entete, _, donnees = source.partition(",")
        mime, *options = entete.removeprefix("data:").split(";")
        if not entete.startswith("data:") or mime not in EXTENSIONS:
            return None
        octets = unquote_to_bytes(donnees)
        try:
            lus = b64decode(octets) if "base64" in options else octets
        except Error:  # une adresse coupée n'est pas une image ; son texte de remplacement reste
            return None
        return self._nommer(lus, EXTENSIONS[mime])

    def _nommer(self, octets: bytes, extension: str) -> str:
        nom = f"image-{len(self.fichiers) + 1}.{extension}"
        self.fichiers[nom] = octets
        return nom
