"""carnets : carnets Jupyter paramétrés pour la politique de la ville."""
