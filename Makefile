# Each target is one line; the scripts work without make.
.DEFAULT_GOAL := help
.PHONY: help setup up up-ai demo test lint bench accuracy

help:   ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile
setup:  ## Python environment and system packages
	@scripts/setup dev
up:     ## the whole stack, in the foreground
	@scripts/up
up-ai:  ## the AI service of other installations, in the foreground
	@scripts/up --ai
demo:   ## the main job, end to end, on demo_data/
	@scripts/demo
test:   ## every test, on SQLite and on PostgreSQL
	@scripts/test
lint:   ## ruff, mypy, Django's checks, missing migrations
	@scripts/lint
bench:  ## every figure beside its target
	@scripts/bench
accuracy: ## how well CVs are read, field by field, on a corpus that is made first
	@scripts/accuracy
