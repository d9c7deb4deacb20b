# Each command sets up what it needs in .venv; nothing but Python 3.11 or newer and make is asked for.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 3
# Each run of graphkit would otherwise compile it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test check benchmarks soak spark fuzz corpora sample data docs hashes clean

report: $(VENV)/.installed ## the main job on the invented community; writes reports/sample
	$(BIN)/graphkit report data/community_v1.jsonl.gz --output reports --name sample

test: $(VENV)/.developing spark ## the whole test suite
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

check: $(VENV)/.developing ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

soak: .venv-spark/.installed ## every hostile export, the long ones too, and a fault at every operation on files; about an hour
	$(BIN)/python -m tests.hostile --soak
	GRAPHKIT_SOAK=1 $(BIN)/python -m pytest tests/faults
	GRAPHKIT_SOAK=1 .venv-spark/bin/python -m pytest tests/test_cluster.py

spark: .venv-spark/.installed ## one suite on every engine: Spark (where Java 17 is), Spark Connect without Java; a part of `make test`
	.venv-spark/bin/python -m pytest tests/test_engines.py -k "connect or local or address"

PEERS := build/peers
SCALE ?= 1
benchmarks: $(VENV)/.installed $(PEERS)/.installed ## timed runs beside peers; writes docs/benchmarks.md; ten minutes, 12 GB of disk
	GRAPHKIT_PEERS=$(PEERS)/bin $(BIN)/python benchmarks/run.py --scale $(SCALE) $(SECTIONS)

$(PEERS)/.installed: benchmarks/peers.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --requirement benchmarks/peers.txt
	touch $@

SECONDS_OF_FUZZ ?= 3600
fuzz: $(VENV)/.developing ## damaged files for every reader and for archives; an hour
	$(BIN)/python -m tests.fuzz $(SECONDS_OF_FUZZ) --keep build/findings

corpora: $(VENV)/.developing ## fetch the hard cases of others (needs npm) and read them
	$(BIN)/python -m tests.corpora.fetch
	$(BIN)/python -m pytest tests/corpora

docs: $(VENV)/.documenting ## the site: build/docs/index.html
	$(BIN)/python -m sphinx -W --keep-going -n -q -E -b html docs build/docs

HASHES := "\# What development needs, with a SHA-256 of every file for every platform; made by \`make hashes\` from pyproject.toml and" \
	"\# constraints.txt. Where packages come from is your pip's setting. How to use it: docs/install.md"
hashes: build/uv/.installed ## requirements-dev.txt, after a change of pyproject.toml or constraints.txt
	build/uv/bin/uv pip compile --quiet pyproject.toml --group dev --group docs --extra formats --constraint constraints.txt \
		--universal --python-version 3.11.5 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--no-emit-find-links --output-file build/hashed.txt
	printf '%s\n' $(HASHES) | cat - build/hashed.txt > requirements-dev.txt

build/uv/.installed:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet uv
	touch $@

data: $(VENV)/.installed ## make the invented samples again
	$(BIN)/python data/make.py

clean: ## remove what the commands above set up
	rm -rf $(VENV) .venv-spark build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.documenting: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group docs
	touch $@

$(VENV)/.developing: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev
	touch $@

# Beside the other one, which stays as a user's without Spark is: pandas works otherwise where pyarrow is.
# PySpark comes as source with 430 MB of Java in it: packing and compiling what nobody imports takes longer than the rest.
UNPACKED := --no-compile --config-settings=--build-option=--compression=stored
PLACE := import sysconfig; place = sysconfig.get_path("purelib")
.venv-spark/.installed: $(VENV)/.developing
	$(PYTHON) -m venv --without-pip .venv-spark
	$(BIN)/python -c '$(PLACE); print(f"import site; site.addsitedir({place!r})")' \
		> "$$(.venv-spark/bin/python -c '$(PLACE); print(place)')/beneath.pth"
	$(BIN)/python -m pip --python .venv-spark install --quiet --constraint constraints.txt $(UNPACKED) --group spark
	touch $@
