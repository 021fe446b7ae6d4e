# Every command runs in .venv, which the first of them makes: see scripts/install.
# PYTHON=... names the Python to make it with, ARGS=... goes to pytest.

export BENTOML_DO_NOT_TRACK := 1
export MLFLOW_DISABLE_TELEMETRY := true

.DEFAULT_GOAL := help
.PHONY: help demo serve screenshots test check

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

demo: .venv/.installed ## simulate a B2B company in demo/, train on it and score its open leads
	.venv/bin/leadcast demo demo

serve: demo/agreement.toml .venv/.installed ## serve the demo: the desk for people, scores over HTTP for machines
	.venv/bin/leadcast serve demo

screenshots: demo/agreement.toml .venv/.installed ## take pictures of every page of the desk, with the demo's leads
	.venv/bin/python scripts/screenshots.py demo screenshots

test: .venv/.installed ## run the tests
	.venv/bin/pytest $(ARGS)

check: .venv/.installed ## lint, format, types, and which package may import which
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/pyright --pythonpath .venv/bin/python
	.venv/bin/lint-imports

# the stamp is younger than what it was made from: a second run installs nothing
.venv/.installed: pyproject.toml constraints.txt scripts/install
	@sh scripts/install
	@touch $@

demo/agreement.toml:
	@echo 'There is no demo to serve yet. Run "make demo" first; it takes a few minutes.' >&2
	@echo 'For a workspace of your own: .venv/bin/leadcast serve DIR' >&2
	@exit 1
