# Two commands matter: `make run` shows the demonstration society, `make test` checks everything.

CARGO ?= cargo

.PHONY: help run test check setup

help:
	@echo "make run    build and start the demonstration society"
	@echo "make test   install what is missing, then run every check and test"
	@echo "make check  the quick part: format, lints, unit tests"

run:
	$(CARGO) run --release --package polity -- demo

setup:
	$(CARGO) xtask setup

check:
	$(CARGO) xtask check

test: setup
	$(CARGO) xtask test
