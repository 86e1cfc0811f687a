#!/bin/sh
# Makes .venv in the current folder and installs the course into it: sh .ci/setup.sh [python]
# Returns at once when there is nothing to do; otherwise a line for each step. Says in plain words what is missing
# when it cannot.
set -u
asked=${1:-}
python=${asked:-python3}
venv=.venv
stamp=$venv/.convlib-installed
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# How to get a part of Python here: Debian's name for its package, where it is one of its own.
get() {
    case $(uname -s) in
    Darwin) echo "With Homebrew: brew install python" ;;
    *) echo "On Debian and Ubuntu: sudo apt-get install $1" ;;
    esac
}

stop() {
    printf '\n' >&2
    printf '%s\n' "$@" >&2
    exit 1
}

version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

recent_enough() {
    case $1 in
    3.[0-9] | 3.10) return 1 ;;
    3.*) return 0 ;;
    *) return 1 ;;
    esac
}

usable_venv() {
    found=$(version $venv/bin/python) && recent_enough "$found" &&
        $venv/bin/python -m pip --version >/dev/null 2>&1 || return 1
    [ -z "$asked" ] || [ "$found" = "$(version "$asked")" ]
}

check_python() {
    command -v "$python" >/dev/null 2>&1 || stop \
        "Python is missing: there is no command '$python' here." \
        "convlib needs Python 3.11 or newer. $(get "python3 python3-venv")" \
        "If Python has another name or place, say so: make PYTHON=python3.12 test"
    found=$(version "$python") || stop \
        "The command '$python' is there, but it does not start as Python." \
        "Name one that does: make PYTHON=python3.12 test"
    recent_enough "$found" || stop \
        "Python is too old: '$python' is Python $found, and convlib needs 3.11 or newer." \
        "If a newer one is installed, name it: make PYTHON=python3.12 test"
    "$python" -c 'import venv, ensurepip' >/dev/null 2>&1 || stop \
        "Python's venv module is missing: '$python' (Python $found) cannot make an environment with pip." \
        "$(get "python3-venv (or python$found-venv)")"
}

# What pip tells, as few lines: how many packages it has found, the large ones, and that it installs them; an error
# as it stands. pip's exit status comes as the last line, and becomes that of this filter.
progress() {
    awk -v all="$1" '
        function say(line) { print line; fflush() }
        /^pip ended with [0-9]+$/ { status = $4; next }
        /^ *(ERROR|error|×)/ { failed = 1 }
        failed || /^WARNING: Retrying/ { print >"/dev/stderr"; next }
        /^(Collecting|Processing) / && ++found % 25 == 0 { say("      " found " of about " all " packages found") }
        /^ *Downloading / && /\([0-9.]+ [MG]B\)$/ {
            size = substr($(NF - 1), 2)
            sub(/.*\//, "", $2)
            sub(/-.*/, "", $2)
            if ($NF == "GB)" || size + 0 >= 20) say("      downloading " $2 " " $(NF - 1) " " $NF)
        }
        /^Installing collected packages/ { say("3 of 3: installing what was found, " found " in all (half a minute)") }
        END { exit status }'
}

# Up to date: installed for this folder, after the last change of what is to be installed.
if usable_venv && [ -f $stamp ] && [ "$(cat $stamp)" = "$PWD" ] &&
    [ -z "$(find pyproject.toml constraints.txt -newer $stamp)" ]; then
    exit 0
fi
started=$(date +%s)
if usable_venv; then
    echo "1 of 3: $venv is there already (Python $found)"
else
    check_python
    rm -f $stamp
    echo "1 of 3: making $venv with $python (Python $found; a few seconds)"
    "$python" -m venv --clear $venv || stop "Making $venv failed; the lines above say why."
fi
rm -f $stamp
count=$(grep -c '^[A-Za-z][^;]*$' constraints.txt)
echo "2 of 3: downloading what constraints.txt lists (1 to 3 minutes the first time, seconds when pip has it)"
{
    $venv/bin/python -m pip install --progress-bar off -c constraints.txt -e '.[lab,test]' 2>&1
    echo "pip ended with $?"
} | progress "$count" || stop \
    "Installing failed; pip's lines above say why. The next 'make' tries again."
printf '%s\n' "$PWD" >$stamp
echo "Ready after $(($(date +%s) - started)) s. Next time this takes none."
