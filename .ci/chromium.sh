#!/bin/sh
# Prints the Chromium that the browser tests drive. Where there is none it says so:
# an error with CI=true, otherwise a note, and those tests are skipped.
set -u
for name in "${CONVLIB_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -n "$name" ] && command -v "$name" 2>/dev/null; then
        exit 0
    fi
done
{
    echo "Chromium is missing: the browser tests need it. On Debian: sudo apt-get install chromium"
    echo "If it has another name or place, say so: make CONVLIB_CHROMIUM=/path/to/chromium test"
} >&2
if [ "${CI:-}" = true ]; then
    echo "With CI=true nothing may be skipped, so this is an error." >&2
    exit 1
fi
echo "Going on without it: the browser tests will be skipped." >&2
