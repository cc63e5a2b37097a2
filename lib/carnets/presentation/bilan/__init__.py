"""Bilan d'insertion : ses tables, ses parties et leur composition, à tous ses périmètres."""
