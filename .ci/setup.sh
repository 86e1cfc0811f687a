#!/bin/sh
# Makes .venv in the current folder and installs the course into it: sh .ci/setup.sh [python]
# Returns at once when there is nothing to do. Says in plain words what is missing when it cannot.
set -u
asked=${1:-}
python=${asked:-python3}
venv=.venv
stamp=$venv/.convlib-installed
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

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
        "convlib needs Python 3.11 or newer. On Debian and Ubuntu: sudo apt-get install python3 python3-venv" \
        "If Python has another name or place, say so: make PYTHON=python3.12 test"
    found=$(version "$python") || stop \
        "The command '$python' is there, but it does not start as Python." \
        "Name one that does: make PYTHON=python3.12 test"
    recent_enough "$found" || stop \
        "Python is too old: '$python' is Python $found, and convlib needs 3.11 or newer." \
        "If a newer one is installed, name it: make PYTHON=python3.12 test"
    "$python" -c 'import venv, ensurepip' >/dev/null 2>&1 || stop \
        "Python's venv module is missing: '$python' (Python $found) cannot make an environment with pip." \
        "On Debian and Ubuntu: sudo apt-get install python3-venv (or python$found-venv)"
}

if ! usable_venv; then
    check_python
    rm -f $stamp
    echo "Making $venv with $python (Python $found)"
    "$python" -m venv --clear $venv || stop "Making $venv failed; the lines above say why."
fi

# Up to date: installed for this folder, after the last change of what is to be installed.
if [ -f $stamp ] && [ "$(cat $stamp)" = "$PWD" ] &&
    [ -z "$(find pyproject.toml constraints.txt -newer $stamp)" ]; then
    exit 0
fi
rm -f $stamp
echo "Installing what constraints.txt lists into $venv (minutes the first time)"
$venv/bin/python -m pip install -qq -c constraints.txt -e '.[lab,test]' || stop \
    "Installing failed; pip's lines above say why. The next 'make' tries again."
printf '%s\n' "$PWD" >$stamp
