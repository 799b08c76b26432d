# One verb per job; each sets up what it needs. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
DEPLOYMENT ?= dev
# Where Python may not keep what it compiled, each process compiles all it imports again.
unexport PYTHONDONTWRITEBYTECODE
# uv keeps what it downloaded, so that a second checkout installs in seconds.
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt
SOURCES := layers/core/python/burgee clients/python functions infra local tests benchmarks examples

.PHONY: help install check check-infra test test-unit test-servers coverage test-long test-stack test-typescript test-console test-behaviour conformance exactness simulate demo dev console example typescript bench synth deploy format wheel packages clean

help: ## List the verbs
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 14

install: .venv/.dev ## Make .venv with everything that developing needs

# Python alone: what `burgee dev` and the demo need.
.venv/.local: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Burgee needs Python 3.11 or later: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	@$(UV) --editable '.[local]'
	@touch $@

.venv/.dev: .venv/.local clients/python/pyproject.toml
	@$(UV) --editable '.[dev]' --editable clients/python
	@touch $@

# Node.js runs jsii, which the CDK is written with; without it those tests are named skips.
node_modules/.made: package.json package-lock.json
	@npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

check: .venv/.dev ## Style, types, import contracts
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

# By itself: to read the CDK's types takes longer than to check all else.
check-infra: .venv/.dev ## Types of the stack; test-long begins with it
	$(BIN)/mypy --package infra

format: .venv/.dev ## Bring the code into form
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

# Without Node.js its parts are named skips; in CI they fail.
NPM := $(shell command -v npm)

test: test-servers test-console test-typescript test-unit ## All tests but the longest, the stack in ministack and the console in Chromium too

PYTEST := $(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder -q

test-unit: .venv/.dev $(if $(NPM),typescript) ## Rules, services and commands in memory
	$(PYTEST) -m "not long" tests/unit tests/vectors

test-servers: .venv/.dev $(if $(NPM),typescript) ## Tables, functions, the template, and burgee dev over HTTP
	$(PYTEST) -m "not long" tests/storage tests --ignore=tests/unit --ignore=tests/vectors --ignore=tests/simulation

# To be watched takes half as long again as to be tested: before a release, and in test-long.
coverage: .venv/.dev $(if $(NPM),typescript) ## Every branch of domain and stats is taken by a test; properties are tried with five times the examples
	EXAMPLES=5 $(PYTEST) -m "not long" tests/unit tests/vectors \
		--cov=burgee.domain --cov=burgee.stats --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered

test-long: check-infra coverage test-behaviour ## What make test leaves out: what waits long, or counts long
	$(PYTEST) -m long --ignore=tests/simulation

test-stack: .venv/.dev ## The whole template in ministack, called over HTTP
	$(BIN)/pytest -q -m stack

demo: .venv/.local ## A shop with a thousand visitors and an experiment, on this machine
	@$(BIN)/burgee demo $(ARGS)

dev: .venv/.local ## Burgee for your own flags, on this machine
	@$(BIN)/burgee dev $(ARGS)

# The packages for Node.js and browsers, and what their tests need.
TYPESCRIPT := clients/typescript
$(TYPESCRIPT)/node_modules/.made: $(TYPESCRIPT)/package.json $(TYPESCRIPT)/package-lock.json
	@cd $(TYPESCRIPT) && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

test-typescript: .venv/.local $(if $(NPM),typescript) ## The TypeScript clients, in Node.js and in Chromium, against a server of their own
ifneq ($(NPM),)
	cd $(TYPESCRIPT) && npm test --silent
else
	@echo "skipped: the TypeScript clients, as Node.js is not here"; test "$$CI" != true
endif

typescript: $(TYPESCRIPT)/node_modules/.made ## Build the clients for Node.js, browsers and React
	@cd $(TYPESCRIPT) && npm run --silent build
	@ln -sfn ../../$(TYPESCRIPT)/node_modules examples/react-ssr/node_modules

# The console, which `make dev` serves once it is built; without Node.js all else works.
CONSOLE := console
$(CONSOLE)/node_modules/.made: $(CONSOLE)/package.json $(CONSOLE)/package-lock.json
	@cd $(CONSOLE) && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

console: .venv/.local typescript $(CONSOLE)/node_modules/.made ## Build the console, which make dev then serves
	@cd $(CONSOLE) && npm run --silent types && npm run --silent build

CONSOLE_TEST := $(if $(NPM),console $(TYPESCRIPT)/node_modules/.made)

test-console: $(CONSOLE_TEST) ## The console's rules, each page and the whole story in Chromium; pictures in console/screenshots
	@$(call TEST_CONSOLE,test)

test-behaviour: $(CONSOLE_TEST) ## What people do on each page of the console, in Chromium; part of test-long
	@$(call TEST_CONSOLE,test:behaviour)

ifneq ($(NPM),)
TEST_CONSOLE = (cd $(TYPESCRIPT) && npx --no-install tsc --build testing) && cd $(CONSOLE) && npm run --silent $(1)
else
TEST_CONSOLE = echo "skipped: the console, as Node.js is not here"; test "$$CI" != true
endif

example: .venv/.dev $(if $(filter react-ssr,$(NAME)),typescript) ## An application against make dev: make example NAME=python-shop (react-ssr, lambda)
	@$(BIN)/python examples/run.py $(NAME)

# The real clients that npm has, by the lock file.
CONFORMANCE := tests/conformance/node
$(CONFORMANCE)/node_modules/.made: $(CONFORMANCE)/package.json $(CONFORMANCE)/package-lock.json
	@cd $(CONFORMANCE) && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

conformance: .venv/.dev $(CONFORMANCE)/node_modules/.made ## OFREP as its real clients see it: make conformance FLAGS=dir EXPECTED=file for your own flags
	$(BIN)/python -m tests.conformance $(if $(FLAGS),--flags $(FLAGS)) $(if $(EXPECTED),--expected $(EXPECTED)) $(ARGS)

exactness: .venv/.dev ## Random histories against a plain recount; every rule broken on purpose
	BURGEE_HISTORIES=10000 $(BIN)/pytest -n 2 --no-cov -q tests/exactness

simulate: .venv/.dev ## Experiments by the thousand, without an effect or with a known one: how often results are wrong; rollouts by the ten thousand
	BURGEE_EXPERIMENTS=1000 $(BIN)/pytest --no-cov -q -s tests/simulation --ignore=tests/simulation/rollouts
	BURGEE_HISTORIES=10000 $(BIN)/pytest -n 2 --no-cov -q tests/simulation/rollouts

bench: .venv/.dev ## Speed beside real peers, as ratios
	$(BIN)/python -m benchmarks $(ARGS)

synth: .venv/.dev node_modules/.made ## Write the CloudFormation templates to cdk.out
	npx --no-install cdk synth --quiet

deploy: .venv/.dev node_modules/.made console ## Deploy one stack: make deploy DEPLOYMENT=dev; prod only after a backup
ifeq ($(DEPLOYMENT),prod)
	$(BIN)/burgee ops backup --stack burgee-prod --if-deployed $(if $(BACKUPS),--to $(BACKUPS))
endif
	npx --no-install cdk deploy burgee-$(DEPLOYMENT) $(ARGS)

wheel: .venv/.dev ## Build both Python packages into dist/
	$(BIN)/uv build --quiet --python $(BIN)/python --wheel --out-dir dist
	$(BIN)/uv build --quiet --python $(BIN)/python --wheel --out-dir dist clients/python

packages: wheel typescript ## Build those for Node.js and browsers into dist/ too
	@cd $(TYPESCRIPT) && npm pack --silent --pack-destination ../../dist $(foreach NAME,evaluation server web react,-w packages/$(NAME))

clean: ## Remove what the verbs made
	rm -rf $(CONSOLE)/node_modules $(CONSOLE)/dist $(CONSOLE)/build .venv .cache .ministack .bench build dist cdk.out node_modules $(CONFORMANCE)/node_modules $(TYPESCRIPT)/node_modules
