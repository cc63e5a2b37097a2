"""Tasser le processus tiède dans de grandes pages, pour que ses fils naissent et meurent vite.

Un `fork` recopie une entrée par page, et la fin du fils les défait une à une : à 4 Kio la page,
quarante mille entrées coûtent plus que bien des cellules. Réunies par 2 Mio, il en reste peu ; ce
qu'un fils modifie se recopie toujours par 4 Kio.
"""

import ctypes
import sys
from pathlib import Path

GRANDE_PAGE = 2 << 20
_MADV_COLLAPSE = 25  # Linux 6.1 ; absent du module mmap, qui n'atteint pas non plus ces zones


def tasser() -> None:
    """Réunit les données privées de ce processus en grandes pages, là où le système sait le faire.

    Il refuse une zone vide ou trop petite, et un système ancien les refuse toutes : ce processus
    garde alors ses pages, et ses carnets disent les mêmes choses, un peu plus tard.
    """
    if sys.platform != "linux":
        return
    reunir = ctypes.CDLL(None).madvise
    for zone in Path("/proc/self/maps").read_text().splitlines():
        bornes, droits, _, _, inode, *nom = zone.split(maxsplit=5)
        if droits[:2] != "rw" or inode != "0" or nom == ["[stack]"]:
            continue
        debut, fin = (int(borne, 16) for borne in bornes.split("-"))
        premiere = -(-debut // GRANDE_PAGE) * GRANDE_PAGE
        for page in range(premiere, fin - GRANDE_PAGE + 1, GRANDE_PAGE):
            reunir(ctypes.c_void_p(page), ctypes.c_size_t(GRANDE_PAGE), _MADV_COLLAPSE)
