# Shared by the scripts in this folder. Each begins with `source "$(dirname "$0")/common.sh"`.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Differing snapshots fail; they are never updated here.
export INSTA_UPDATE=no
unset UPDATE_EXPECTED

readonly target="${CARGO_TARGET_DIR:-$PWD/target}"
# Cache of downloaded tools.
readonly tools="$target/ci"
mkdir -p "$tools"

# Creates a virtual environment with exactly these packages, unless it exists: `python_environment NAME FILE`
# with a file of requirements, or `python_environment NAME PACKAGE==VERSION…`. Sets `python` to its folder of programs.
python_environment() {
    local folder="$tools/python-$1" wanted
    shift
    if [ -f "$1" ]; then
        wanted="$(cat "$1")"
    else
        wanted="$(printf '%s\n' "$@")"
    fi
    python="$folder/bin"
    if [ "$(cat "$folder/requirements.txt" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    rm -rf "$folder"
    python3 -m venv "$folder"
    printf '%s\n' "$wanted" >"$folder/wanted.txt"
    "$python/pip" install --quiet --disable-pip-version-check --requirement "$folder/wanted.txt"
    mv "$folder/wanted.txt" "$folder/requirements.txt"
}
