#!/bin/sh
# Starts Lance Studio on a machine that has only sh and python3; the first run makes the virtual environment.
#
#   sh packaging/run.sh                  the demonstration (until there is a window)
#   sh packaging/run.sh --demo [...]     the same; options: see packaging/demo.sh
#   sh packaging/run.sh COMMAND [...]    the command line, for example: generate --help
set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$ROOT/packaging/setup.sh"

prepare_environment run

if [ $# -eq 0 ] || [ "$1" = --demo ]; then
    if [ $# -gt 0 ]; then shift; fi
    exec sh "$ROOT/packaging/demo.sh" "$@"
fi
exec "$VENV/bin/lance-studio" "$@"
