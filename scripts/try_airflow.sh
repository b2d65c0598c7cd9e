#!/bin/sh
# Load the DAG of deploy/airflow into an Airflow of its own and execute it once: try_airflow.sh AIRFLOWS_ENVIRONMENT
# The project's environment must stand in .venv. What Airflow keeps goes into build/airflow, anew each time.
set -eu
cd "$(dirname "$0")/.."
airflow_env=$(cd "$1" && pwd)
export LCANALYSIS_HOME="$PWD" AIRFLOW_HOME="$PWD/build/airflow"
export AIRFLOW__CORE__LOAD_EXAMPLES=False AIRFLOW__CORE__DAGS_FOLDER="$PWD/deploy/airflow"
rm -rf "$AIRFLOW_HOME" editions/what-if-copper-8.ipynb
.venv/bin/python -m ipykernel install --prefix "$airflow_env" --name lcanalysis-project >/dev/null
PATH="$airflow_env/bin:$PATH"
airflow db migrate >/dev/null 2>&1
said=$(airflow dags test lcanalysis_briefings 2026-01-05 2>&1) || { echo "$said"; exit 1; }
# `airflow dags test` leaves with 0 even if a task failed.
tail_line=$(airflow dags list-runs lcanalysis_briefings --output plain | tail -n 1)
case $tail_line in
*success*) echo "Airflow loaded and executed lcanalysis_briefings: $(ls editions/what-if-copper-8.ipynb editions/*/index.html)" ;;
*) echo "$said" && exit 1 ;;
esac
