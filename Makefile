# Each target is one line; the scripts work without make.
.DEFAULT_GOAL := help
.PHONY: help setup up up-ai workers logs shell demo test lint bench accuracy

help:   ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile
setup:  ## Python environment and system packages
	@scripts/setup dev
up:     ## the whole stack, in the foreground
	@scripts/up
up-ai:  ## the AI service of other installations, in the foreground
	@scripts/up --ai
workers: ## N=3: three more sets of workers beside a running `make up`, in the foreground
	@scripts/workers $(N)
logs:   ## what the running stack prints, as it comes
	@scripts/logs
shell:  ## Python with the settings and models loaded
	@scripts/shell
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
