# One verb a target; `make help` lists them.
SHELL := /bin/bash
TOOLS := .tools
export PATH := $(CURDIR)/$(TOOLS)/bin:$(PATH)

check: ## type check and lint
	node node_modules/typescript/bin/tsc --noEmit -p .
	node node_modules/eslint/bin/eslint.js --max-warnings 0 .
	node node_modules/prettier/bin/prettier.cjs --check --no-error-on-unmatched-pattern harness faults target loadtests bench

unit:
	node node_modules/mocha/bin/mocha.js
