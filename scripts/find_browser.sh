#!/bin/sh
# See that the browser tests have a Chromium: find one, or install it by apt when root.
# Without one they are skipped, and said to be; under CI that is a failure.
set -eu
found() { [ -n "${LCANALYSIS_CHROMIUM:-}" ] || command -v chromium || command -v chromium-browser || command -v google-chrome; }
found >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1 || true
    found >/dev/null 2>&1 && exit 0
fi
echo "No Chromium here and no way to install one: the tests marked 'browser' will not run." >&2
[ "${CI:-}" != true ] || exit 1
