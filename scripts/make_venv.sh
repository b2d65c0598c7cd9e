#!/bin/sh
# Make a virtual environment from the first Python on this machine that is new enough.
set -eu
venv=$1
for python in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    [ -n "$python" ] || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    "$python" -m venv --clear "$venv" && exit 0
    echo "$python cannot make a virtual environment (on Debian: apt-get install python3-venv)" >&2
    exit 1
done
echo "no Python 3.11 or later found; name one with: make PYTHON=/path/to/python ..." >&2
exit 1
