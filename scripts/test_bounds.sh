#!/bin/sh
# Run the tests at one end of the project's bounds: test_bounds.sh lowest|newest VENV [pytest's arguments]
set -eu
end=$1 venv=$2
shift 2
sh scripts/make_venv.sh "$venv"
python=$venv/bin/python
"$python" scripts/bounds.py "$end" >"$venv/bounds.txt"
echo "Installing the $end versions that the bounds allow into $venv"
"$python" -m pip --disable-pip-version-check install --quiet --upgrade -r "$venv/bounds.txt"
"$python" -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation -e .
"$venv/bin/jupyter" kernelspec install --sys-prefix --name lcanalysis --log-level ERROR lcanalysis/runner/kernelspec
exec "$python" -m pytest -m "not soak and not browser" "$@"
