#!/bin/sh
# Starts Lance Studio on a machine that has only sh and python3; the first run makes the virtual environment.
#
#   sh packaging/run.sh                  the window; without a display, the demonstration. A display that is named but
#                                        cannot be reached is said: then choose --demo
#   sh packaging/run.sh --demo [...]     the demonstration; options: see packaging/demo.sh
#   sh packaging/run.sh COMMAND [...]    the command line, for example: open FILE, or: generate --help
set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$ROOT/packaging/setup.sh"

prepare_environment run

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

case ${1:-} in
    '' | open)
        if has_display; then
            prepare_window
        elif [ $# -eq 0 ]; then
            exec sh "$ROOT/packaging/demo.sh"
        fi
        ;;
    --demo)
        shift
        exec sh "$ROOT/packaging/demo.sh" "$@"
        ;;
esac
exec "$VENV/bin/lance-studio" "$@"
