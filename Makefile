# The two commands of a newcomer are `make run` and `make test`; HACKING.md explains the others.

JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 120
SDC_MODULES = disclosure ledger audit
MUTANTS ?= 200

.PHONY: help setup build run test test-deep attack bench fmt fmt-check tidy coverage coverage-sdc \
	mutate clean

help:
	@echo "make run        build, make a demo population, run a first script"
	@echo "make test       build everything and run all tests"
	@echo "make build      build the program: build/skjerm"
	@echo "make test-deep  sanitizers, more random cases, fuzzers ($(FUZZ_SECONDS) s each)"
	@echo "make attack     attack the program; thousands of trials per class"
	@echo "make bench      build and run the benchmarks"
	@echo "make fmt        format the sources; fmt-check only looks"
	@echo "make tidy       second compiler and clang-tidy"
	@echo "make coverage   line coverage of the tests"
	@echo "make coverage-sdc  branch coverage of disclosure control"
	@echo "make mutate     do tests of disclosure control notice changed sources (MUTANTS of them)?"

setup:
	@tools/setup

build: setup
	@cmake --preset release >/dev/null
	@cmake --build build --parallel $(JOBS) --target skjerm

run: build
	@tools/first_run

test: setup
	@cmake --preset release >/dev/null
	@cmake --build build --parallel $(JOBS)
	@tools/run_tests build

test-deep:
	@tools/setup --clang
	@JOBS=$(JOBS) FUZZ_SECONDS=$(FUZZ_SECONDS) tools/test_deep $(PARTS)

attack: build
	@cmake --build build --parallel $(JOBS) --target without_ledger
	@tests/attack/battery.py build/skjerm --without-ledger build/tests/attack/without_ledger \
	    --full --report docs/privacy-report.md

bench:
	@tools/setup --bench
	@cmake --preset bench >/dev/null
	@cmake --build build-bench --parallel $(JOBS)
	@tools/run_bench build-bench

fmt:
	@tools/setup --clang
	@tools/format

fmt-check:
	@tools/setup --clang
	@tools/format --check

tidy:
	@tools/setup --clang
	@cmake --preset tidy >/dev/null
	@cmake --build build-tidy --parallel $(JOBS)
	@tools/tidy build-tidy $(JOBS) $(FILES)

coverage: setup
	@cmake --preset coverage >/dev/null
	@cmake --build build-coverage --parallel $(JOBS)
	@tools/run_tests build-coverage
	@tools/coverage build-coverage

# Modules that are not there are passed over.
coverage-sdc: setup
	@cmake --preset coverage >/dev/null
	@find build-coverage -name '*.gcda' -delete
	@for module in $(SDC_MODULES); do test ! -d src/skjerm/$$module || \
	    { cmake --build build-coverage --parallel $(JOBS) --target test_$$module && \
	      build-coverage/tests/test_$$module --gtest_brief=1; } || exit 1; done
	@tools/coverage build-coverage --modules $(SDC_MODULES) --limit 90

mutate: setup
	@cmake --preset release >/dev/null
	@cmake --build build --parallel $(JOBS) --target test_disclosure
	@tools/mutate disclosure --sample $(MUTANTS) --report build/mutants.json --limit 90

clean:
	@cmake -E rm -rf build build-dev build-bench build-asan-ubsan build-tsan build-fuzz \
	    build-coverage build-tidy
