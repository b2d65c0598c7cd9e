"""The briefings by Airflow: the main job, then a what-if notebook by the PapermillOperator.

The project keeps its own environment, `.venv`; Airflow's own needs no package of it. The operator starts the notebook's
kernel by the kernelspec `lcanalysis-project`, which names the project's Python:

    .venv/bin/python -m ipykernel install --prefix AIRFLOWS_ENVIRONMENT --name lcanalysis-project
"""

from __future__ import annotations

import os
import shlex
from datetime import timedelta
from pathlib import Path

import pendulum
from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

HOME = Path(os.environ.get("LCANALYSIS_HOME", "/srv/lcanalysis"))
LOCKED = 5

with DAG(
    dag_id="lcanalysis_briefings",
    description="Briefings on the development plan, on working days",
    schedule="30 6 * * 1-5",
    start_date=pendulum.datetime(2024, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    # What only a person can mend (exit codes 2, 3, 4) would fail again; an interrupted job keeps its finished runs.
    default_args={"retries": 0, "execution_timeout": timedelta(hours=1)},
) as dag:
    brief = BashOperator(
        task_id="brief",
        bash_command=f"cd {shlex.quote(str(HOME))} && exec .venv/bin/python -m lcanalysis brief",
        env={"PYTHONUTF8": "1", "LCANALYSIS_LANG": "zh"},
        append_env=True,
        skip_on_exit_code=LOCKED,
    )
    what_if = PapermillOperator(
        task_id="what_if",
        input_nb=str(HOME / "notebooks" / "growth.ipynb"),
        output_nb=str(HOME / "editions" / "what-if-copper-8.ipynb"),
        parameters={"segment": "copper", "goal_growth_pct": 8.0, "lang": "zh", "data": str(HOME / "data")},
        kernel_name="lcanalysis-project",
        language_name="python",
    )
    brief >> what_if
