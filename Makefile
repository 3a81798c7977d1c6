# Each recipe is one line that calls a tool or a small script; README gives the Windows equivalents.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run quick test check bench faults package deb lock clean

setup:  ## environment and system packages; the others call it, and it is quick when nothing changed
	@$(PYTHON) packaging/setup_env.py dev

run: setup  ## the terminal, on the paper exchange unless ARGS says otherwise
	@$(BIN)/terminal-app $(ARGS)

quick: setup  ## the inner loop, a few minutes: tests without a window, a second program or a long wait
	@$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal -m "not slow and not gui and not contract" $(ARGS)

test: setup  ## everything a submission must pass
	@$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal $(ARGS)

check: setup  ## format, lint, types, import walls
	@$(BIN)/python packaging/check.py

bench: setup  ## our speed beside that of other programs, as ratios; ARGS="--only S1,S3", ARGS=--full
	@$(PYTHON) packaging/setup_env.py bench && $(BIN)/python -m tests.perf.bench $(ARGS)

faults: setup  ## the proofs of the order core in their long form, resumable; ONLY=G05,G06 SIZE=night SEED=7
	@$(BIN)/python -m tests.faults.run --only "$(ONLY)" --size $(or $(SIZE),submission) --seed $(or $(SEED),1)

package:  ## the program as a folder that needs no Python, in dist/, then tried in an empty environment
	@$(PYTHON) packaging/setup_env.py package && .venv-package/bin/python packaging/build.py $(ARGS)

deb: package  ## the same as a Debian package, in dist/
	@.venv-package/bin/python packaging/deb.py

lock:  ## compile packaging/requirements/*.in again; ARGS=--upgrade moves the versions
	@$(PYTHON) packaging/setup_env.py lock && .venv-lock/bin/python packaging/lock.py $(ARGS)

clean:  ## remove what the other targets made
	@$(PYTHON) packaging/clean.py
