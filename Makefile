# Chaque cible prépare elle-même ce dont elle a besoin ; rien n'est réinstallé sans raison.
ifeq ($(OS),Windows_NT)
  BIN := .venv/Scripts
else
  BIN := .venv/bin
endif
# Le premier Python qui convient : assez récent, et capable de créer un environnement.
CONVIENT := import sys, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python py; do $$p -c '$(CONVIENT)' 2>/dev/null && echo $$p && break; done)

PRET := .venv/.pret

.PHONY: rapports test lab verif bench verrou propre

rapports: $(PRET)  ## rend tous les livrables de data/ dans reports/
	$(BIN)/carnets rapports

test: $(PRET)  ## installe et lance tous les essais
	$(BIN)/python -m pytest -n 2 --dist loadfile

lab: $(PRET)  ## ouvre JupyterLab sur les carnets
	$(BIN)/jupyter lab notebooks

verif: $(PRET)  ## style, types, essais
	$(BIN)/ruff format --check lib tests outils
	$(BIN)/ruff check lib tests outils
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: $(PRET)  ## mesures et grands balayages, hors des essais
	@set -e; for banc in tests/bench/bench_*.py; do echo "== $$banc"; $(BIN)/python -m tests.bench.$$(basename $$banc .py); done

verrou: $(PRET)  ## refait requirements.lock et environment.yml d'après pyproject.toml
	$(BIN)/python outils/verrou.py

$(PRET): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Il faut Python 3.11 ou plus récent, avec son module venv. Installez-le (sous Debian et Ubuntu, ajoutez le paquet python3-venv), ou indiquez-le : make PYTHON=/chemin/de/python rapports"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

propre:  ## retire l'environnement et les livrables
	rm -rf .venv reports
