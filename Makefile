# Two commands: `make demo` grades the sample class, `make test` runs every test.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: doctests demo demo-large test check lint types contracts clean nightly

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,cluster,postgresql]'
	touch $(STAMP)

# The class holds broken notebooks on purpose, for which `grader grade` exits with 2; a demo that
# shows them is done all the same. Any other failure is one.
demo: $(STAMP)
	@mkdir -p demo
	@$(BIN)/grader grade hw1 notebooks/hw1/class --gradebook demo/gradebook.db || [ $$? -le 2 ]
	@$(BIN)/grader feedback hw1 --gradebook demo/gradebook.db --out demo/feedback
	@echo "Open demo/feedback/ada.html in a browser."

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not fuzz and not attacks"

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell grader problems solutions docs tests bench *.md

types: $(STAMP)
	$(BIN)/mypy

contracts: $(STAMP)
	$(BIN)/lint-imports --no-cache

doctests: $(STAMP)
	$(BIN)/python -m pytest -q --doctest-modules grader problems solutions

# Prints submissions a second and the coordinator's peak memory at 200 and at 2,000.
demo-large: $(STAMP)
	$(BIN)/python bench/large_class.py --students 2000

check: lint types contracts doctests test

nightly: $(STAMP)
	$(BIN)/python -m pytest -m "slow or fuzz or attacks"
	$(BIN)/python bench/interrupted_class.py --students 200

clean:
	rm -rf .venv demo build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
