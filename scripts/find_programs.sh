#!/bin/sh
# See that the tests have the programs they try the product with: Chromium, LibreOffice and Java.
# Each is found, or installed by apt when root. Tests without theirs are skipped, and said to be; under CI that is a failure.
set -eu
has() {
    case $1 in
    chromium) [ -n "${LCANALYSIS_CHROMIUM:-}" ] || command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    libreoffice) command -v soffice ;;
    java) command -v java ;;
    esac >/dev/null 2>&1
}
packages() {
    case $1 in
    chromium) echo chromium ;;
    libreoffice) echo libreoffice-writer libreoffice-calc fonts-noto-cjk ;;
    java) echo default-jre-headless ;;
    esac
}
tests() {
    case $1 in
    chromium) echo "those marked 'browser'" ;;
    libreoffice) echo "those that open Word files and workbooks in LibreOffice" ;;
    java) echo "the W3C's checker of pages" ;;
    esac
}
wanted=
for program in chromium libreoffice java; do
    has "$program" || wanted="$wanted $(packages "$program")"
done
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$wanted"
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $wanted; } >/dev/null 2>&1 || true
fi
missing=0
for program in chromium libreoffice java; do
    has "$program" && continue
    echo "No $program here and no way to install it: $(tests "$program") will not run." >&2
    missing=1
done
[ "$missing" = 0 ] || [ "${CI:-}" != true ] || exit 1
