# One verb a target; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
NODE := bash .ci/node.sh
MOCHA := $(NODE) node_modules/mocha/bin/mocha.js
TESTS := '{harness,faults,loadtests,target,bench}/**/*.test.ts'

.PHONY: help setup chaos soak test check format unit defects matrix repeat bench bench-idle bench-tap bench-fuzz bench-load bench-target bench-churn bench-victims k6-parity kill package doctor clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## bring Node 24, the npm packages and the Toxiproxy server (the other verbs do it first)
	@bash .ci/setup.sh

chaos: setup ## the main job: every scenario under both policies, asserted
	$(MOCHA) --no-config --exit --timeout 60000 --slow 30000 harness/suites/scenarios.chaos.ts

soak: setup ## mixed faults for ten minutes, or DURATION=8h: does anything leak?
	$(NODE) harness/main.ts run soak $(if $(DURATION),--duration $(DURATION))

defects: setup ## every planted defect, caught live by the check named for it
	$(MOCHA) --no-config --exit --timeout 60000 --slow 30000 harness/suites/defects.chaos.ts

matrix: setup ## which server reclaims which kind of zombie, and how fast: a table
	$(NODE) harness/matrix/main.ts

repeat: setup ## each scenario ten times with one seed: the same verdict every time?
	$(NODE) bench/repeat.ts 10

test: setup check unit ## type check, lint and every test

check: setup ## type check, lint, formatting
	$(NODE) node_modules/typescript/bin/tsc --noEmit -p .
	$(NODE) node_modules/eslint/bin/eslint.js --max-warnings 0 .
	$(NODE) node_modules/prettier/bin/prettier.cjs --check --log-level warn --no-error-on-unmatched-pattern harness faults target loadtests bench

format: setup ## format the sources
	$(NODE) node_modules/prettier/bin/prettier.cjs --write --log-level warn --no-error-on-unmatched-pattern harness faults target loadtests bench

unit: setup ## the tests alone, or some: ONLY='faults/tap/**/*.test.ts'
	$(MOCHA) --exit $(or $(ONLY),$(TESTS))

bench: bench-idle bench-tap bench-fuzz bench-load bench-target bench-victims ## all benchmarks; figures into results/baselines/

bench-idle: setup ## 2,000 idle users through the whole path: errors, memory of each process
	$(NODE) bench/idle-users.ts

bench-tap: setup ## the tap beside Toxiproxy and a naive pipe
	$(NODE) bench/tap-vs-toxiproxy.ts

bench-fuzz: setup ## a million frames, whole and broken, through the tap
	$(NODE) bench/tap-fuzz.ts

bench-load: setup ## the load engine beside the ws library and Tsung; 18,000 users on two workers
	$(NODE) bench/load-vs-ws.ts
	$(NODE) bench/load-18k.ts

bench-target: setup ## the reference server beside a bare ws server, its sweep, and the wait of a priority connect
	$(NODE) bench/target.ts

bench-churn: setup ## ten minutes of 50 connects a second with faults on: does the server return to its baseline?
	$(NODE) bench/target-churn.ts

bench-victims: setup ## 1,000 victims of 2,000 by nft and by the tap: how fast hit, proved, undone; how late faults start
	$(NODE) bench/victims.ts

package: setup ## the npm package, compiled into dist/
	$(NODE) harness/package/main.ts

k6-parity: setup ## the embedded engine beside a k6 of yours (K6=path or PATH) on the same scripts: a table
	$(NODE) loadtests/parity/main.ts

kill: setup ## the harness killed with kill -9 at 50 random moments, every mechanism in use: is anything left?
	$(NODE) bench/kill-harness.ts

doctor: setup ## what was found where
	$(NODE) harness/main.ts doctor

clean: ## remove runs and tools (baselines and node_modules stay)
	rm -rf .tools dist
	find results -mindepth 1 -maxdepth 1 ! -name baselines ! -name README.md -exec rm -rf {} +
