#!/bin/sh
# Install a hash-checked lock file and the project into an environment: install.sh VENV LOCK_FILE [OPTION ...]
# By uv, which takes seconds where pip takes a minute or more; by pip where uv cannot be had. Options go to both,
# such as `--only-binary :all:`.
set -eu
venv=$1 lock=$2
shift 2
python=$venv/bin/python
pip() { "$python" -m pip --disable-pip-version-check "$@"; }

# uv does not read pip's settings: an index that is set for pip alone is named to it.
index=${PIP_INDEX_URL:-$(pip config get global.index-url 2>/dev/null || true)}
if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] &&
    [ ! -e "${XDG_CONFIG_HOME:-${HOME:-/nonexistent}/.config}/uv/uv.toml" ] && [ ! -e /etc/uv/uv.toml ]; then
    export UV_DEFAULT_INDEX="$index"
fi

# Says how far it is, without the list of every package.
by_uv() {
    rm -f "$venv/uv.failed"
    { "$venv/bin/uv" pip install --python "$python" "$@" 2>&1 || touch "$venv/uv.failed"; } | grep -v '^ [+~-] ' || true
    [ ! -e "$venv/uv.failed" ]
}

if pip install --quiet --require-hashes --only-binary :all: -r requirements-uv.lock >/dev/null 2>&1 &&
    by_uv --require-hashes "$@" -r "$lock"; then
    by_uv --quiet --no-deps --no-build-isolation -e .
else
    echo "uv cannot install them here; pip does, which takes a minute or two"
    pip install --progress-bar on --require-hashes "$@" -r "$lock"
    pip install --quiet --no-deps --no-build-isolation -e .
fi
