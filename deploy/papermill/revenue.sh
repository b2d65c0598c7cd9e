#!/bin/sh
# One notebook by papermill alone, as any scheduler can call it; with the engine, misspelt and ill-typed parameters are
# refused before anything starts (exit code 2). A cell that fails gives papermill's own exit code, 1.
set -eu
cd "$(dirname "$0")/../.."
exec .venv/bin/python -m papermill --engine lcanalysis notebooks/growth.ipynb "${1:-revenue-copper.ipynb}" \
    -p segment copper -p goal_growth_pct 8 -p lang zh
