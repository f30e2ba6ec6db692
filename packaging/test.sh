#!/bin/sh
# Every check of the project, without a display, a GPU or a network once the environment exists.
#
#   sh packaging/test.sh [...]    arguments go to pytest; `-n 0` runs the tests in one process
set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$ROOT/packaging/setup.sh"

prepare_environment dev

# Results must not depend on the language, the time zone or the display of whoever runs this.
export LC_ALL=C.UTF-8 TZ=UTC PYTHONUTF8=1 QT_QPA_PLATFORM=offscreen
# Nothing may be fetched: models are files in the checkout, and pyright and Node.js came as pinned packages.
export HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 PYRIGHT_PYTHON_IGNORE_WARNINGS=1
# As many processes of tests as cores, each with one thread: threads that wait for a core make each other slower.
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1
PATH="$VENV/bin:$PATH"
cd "$ROOT"

failed=
check() {
    say "== $*"
    "$@" || failed="$failed [$*]"
}

check ruff check .
check ruff format --check .
check pyright
check lint-imports --no-logo
check python packaging/audit.py

if [ -n "$failed" ]; then say "Failed before the tests: $failed"; fi
# pytest comes last, so that its summary is the last line; its status is kept if all else passed.
say '== pytest'
status=0
# A file's tests stay in one process, where they share what is dear to make; the long ones come first.
python -m pytest -n auto --dist loadfile --no-loadscope-reorder "$@" || status=$?
if [ -n "$failed" ] && [ "$status" -eq 0 ]; then status=1; fi
exit "$status"
