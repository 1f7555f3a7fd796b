# make verify   prove and attack every claim, and write the report
# make test     everything that CI runs: lint, format, types, tests, claims
# make bench    measure the falsifier against Hypothesis alone, the prover and the checker
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2
PROFILE ?= quick

.PHONY: verify test lint types tests claims bench mutants clean help

help:
	@sed -n 's/^# //p' Makefile

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

verify: .venv/installed
	$(BIN)/verify run claims -n $(JOBS)

test: lint types tests claims

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/installed
	$(BIN)/mypy

tests: .venv/installed
	$(BIN)/python -m pytest tests -n $(JOBS) -q
	$(BIN)/python -m pytest verify --doctest-modules -q

claims: .venv/installed
	$(BIN)/python -m pytest claims -n $(JOBS) -q --search-proofs --hypothesis-profile $(PROFILE)
	$(BIN)/verify recheck reports/latest

bench: .venv/installed
	$(BIN)/python -m tests.benchmarks.falsifier
	$(BIN)/python -m tests.benchmarks.prover

mutants: .venv/installed
	$(BIN)/mutmut run

clean:
	rm -rf .venv .verify .hypothesis .mypy_cache .ruff_cache .pytest_cache reports/latest mutants build dist
