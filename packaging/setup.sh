# shellcheck shell=sh
# Makes the virtual environment that run.sh and test.sh need. Sourced by both, POSIX sh, after they set ROOT.
#
#   prepare_environment run    what the application needs
#   prepare_environment dev    that, and the tools of the tests
#
# A stamp inside .venv, written last, says what the environment was made from. While it matches, nothing is done.

VENV="$ROOT/.venv"
STAMP="$VENV/lance-studio-stamp"
UNFINISHED="$VENV/lance-studio-unfinished"
CONSTRAINTS="$ROOT/packaging/constraints.txt"

# Settings that would lead Python or pip away from the environment made here, from the locked packages, or from the
# places where Python looks for bytecode.
unset PYTHONHOME PYTHONPATH PYTHONPYCACHEPREFIX PIP_PREFIX PIP_REQUIRE_VIRTUALENV PIP_TARGET PIP_USER PIP_REQUIREMENT \
    PIP_NO_BINARY PIP_REQUIRE_HASHES PIP_DRY_RUN PIP_ROOT PIP_EDITABLE PIP_COMPILE PIP_NO_COMPILE

say() { printf '%s\n' "$*"; }

fail() {
    printf 'Error: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '  %s\n' "$line" >&2; done
    exit 1
}

prepare_environment() {
    wanted_set=$1
    find_python
    find_accelerator
    if environment_is_ready; then return; fi

    take_lock
    # Another run may have finished the work while this one waited.
    if ! environment_is_ready; then
        install_system_packages "$(list_missing_packages)"
        make_environment
    fi
    release_lock
}

find_python() {
    for PYTHON in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then return; fi
    done
    found=$(python3 --version 2>/dev/null) || found='no python3'
    fail "Python 3.11 or newer is needed; this machine has $found." \
        'Install it beside the old one (Debian 12 and Ubuntu 24.04 have it as python3) and run this command again.'
}

find_accelerator() {
    if [ -e /dev/nvidia0 ] || nvidia-smi -L 2>/dev/null | grep -q '^GPU '; then
        ACCELERATOR=cuda
    else
        ACCELERATOR=cpu
    fi
}

# --- the stamp -----------------------------------------------------------------------------------------------------

# Three lines. If one of the first two differs the environment is made again; if only the third, brought up to date.
describe_environment() {
    "$PYTHON" - "$ROOT" "$ACCELERATOR" <<'END'
import hashlib, pathlib, sys

root, accelerator = sys.argv[1:]
digest = hashlib.sha256()
for name in ("pyproject.toml", "packaging/constraints.txt", "packaging/setup.sh"):
    digest.update(pathlib.Path(root, name).read_bytes())
print("place", root)
print("base", sys.base_prefix, "%d.%d" % sys.version_info[:2], accelerator)
print("pins", digest.hexdigest())
END
}

environment_is_ready() {
    DESCRIPTION=$(describe_environment) || exit 1
    [ -x "$VENV/bin/python" ] && [ -f "$STAMP" ] && [ "$(sed 1d "$STAMP")" = "$DESCRIPTION" ] || return 1
    installed_set=$(sed -n 1p "$STAMP")
    [ "$installed_set" = "$wanted_set" ] || [ "$installed_set" = dev ]
}

environment_can_be_kept() {
    "$VENV/bin/python" -m pip --version >/dev/null 2>&1 || return 1
    # An interrupted installation may have left a package that looks complete and is not.
    [ ! -e "$UNFINISHED" ] || return 1
    # Made by hand: what is in it stays, the pinned versions are put over it.
    [ -f "$STAMP" ] || return 0
    [ "$(sed -n 2,3p "$STAMP")" = "$(printf '%s\n' "$DESCRIPTION" | sed -n 1,2p)" ]
}

# --- one run at a time ---------------------------------------------------------------------------------------------

# The kernel drops this lock when the last process that holds the file open ends, so none is ever left behind.
take_lock() {
    if ! [ -w "$ROOT" ]; then
        fail "The virtual environment belongs in $VENV, and this user may not write there." \
            'Run the command as the owner of the checkout, or make a checkout of your own.'
    fi
    if [ -e "$ROOT/.venv.lock" ] && ! [ -w "$ROOT/.venv.lock" ]; then
        fail "Another user made $ROOT/.venv.lock." 'Run the command as that user, or make a checkout of your own.'
    fi
    exec 9>"$ROOT/.venv.lock"
    if ! "$PYTHON" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null; then
        say 'Another run is making the virtual environment; waiting for it.'
        "$PYTHON" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
    fi
}

release_lock() { exec 9>&-; }

# --- system packages -----------------------------------------------------------------------------------------------

list_missing_packages() {
    if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then printf '%s\n' "$PYTHON-venv"; fi
    # The wheels of torch, PyAV, Pillow and OpenCV bring every library they need. Qt's do not, and a machine that only
    # runs the command line can do without: they are asked for by the tests here, and by the window when it is opened.
    if [ "$wanted_set" = dev ]; then
        list_missing_window_libraries
        command -v Xvfb >/dev/null || printf '%s\n' xvfb
        command -v xdotool >/dev/null || printf '%s\n' xdotool
    fi
}

# Where no ldconfig is found (it is no Debian then), Qt itself will name what it lacks.
list_missing_window_libraries() {
    for ldconfig in ldconfig /sbin/ldconfig none; do
        if command -v "$ldconfig" >/dev/null; then break; fi
    done
    [ "$ldconfig" != none ] || return 0
    libraries=$("$ldconfig" -p)
    while read -r library package; do
        case $libraries in
            *"$library "*) ;;
            *) printf '%s\n' "$package" ;;
        esac
    done <<'END'
libGL.so.1 libgl1
libEGL.so.1 libegl1
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libdbus-1.so.3 libdbus-1-3
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
libpulse.so.0 libpulse0
END
}

# Installs what the window needs of the system, where something is missing.
prepare_window() { install_system_packages "$(list_missing_window_libraries)"; }

install_system_packages() {
    packages=$(printf '%s\n' "$1" | tr '\n' ' ')
    packages=${packages% }
    [ -n "$packages" ] || return 0
    command="apt-get install -y --no-install-recommends $packages"
    if ! command -v apt-get >/dev/null; then
        fail "System packages are missing, by their Debian names: $packages." \
            "Install them with this system's package manager and run this command again."
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    else
        fail "System packages are missing: $packages. This user may not install them." \
            'Run this as an administrator, then this command again:' \
            "    sudo apt-get update && sudo $command"
    fi
    say "System packages are missing: $packages"
    say "They are installed by: $as_root${as_root:+ }apt-get update && $as_root${as_root:+ }$command"
    if ! agreed_to_install; then
        fail 'The system packages were not installed.' 'Install them yourself, then run this command again.'
    fi
    say "Installing system packages: $packages"
    # shellcheck disable=SC2086  # both are lists of words
    if ! { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive $command -q; }; then
        fail "apt-get could not install $packages; its own message is above." \
            'If it names the network, connect and run this command again.'
    fi
}

# Asks whoever sits at a terminal; where nobody does, the command was given to do all of it.
agreed_to_install() {
    if ! { [ -t 0 ] && [ -t 1 ]; }; then return 0; fi
    printf 'Install them now? [Y/n] '
    read -r answer || return 1
    case $answer in
        '' | [Yy] | [Yy][Ee][Ss]) return 0 ;;
        *) return 1 ;;
    esac
}

# --- the virtual environment ---------------------------------------------------------------------------------------

make_environment() {
    if [ -e "$VENV" ] && ! environment_can_be_kept; then
        say 'The virtual environment is unfinished, moved, or made for another Python or GPU: making it again.'
        rm -rf "$VENV"
    fi
    if ! [ -e "$VENV" ]; then
        say "Making a virtual environment in $VENV"
        mkdir "$VENV"
        : >"$UNFINISHED"
        "$PYTHON" -m venv "$VENV" || fail 'Python could not make a virtual environment; its own message is above.'
    fi
    # Whoever has the tools of the tests keeps them when the pins change.
    if [ -f "$STAMP" ] && [ "$(sed -n 1p "$STAMP")" = dev ]; then wanted_set=dev; fi
    : >"$UNFINISHED"
    rm -f "$STAMP"

    install_torch
    say 'Installing the other pinned packages'
    case $wanted_set in
        dev) install_sections run dev ;;
        *) install_sections run ;;
    esac || explain_pip_failure
    pip_install --no-build-isolation --no-deps --editable "$ROOT" || explain_pip_failure
    # pip has done so for the packages. Whoever may not write here would compile the studio at every start.
    "$VENV/bin/python" -m compileall -q "$ROOT/lance_studio" || fail 'The studio could not be compiled; see above.'

    printf '%s\n%s\n' "$wanted_set" "$DESCRIPTION" >"$STAMP.new"
    rm -f "$UNFINISHED"
    mv "$STAMP.new" "$STAMP"
}

install_torch() {
    version=$(sed -n 's/^torch==\([^ +]*\).*/\1/p' "$CONSTRAINTS" | sed 1q)
    if [ "$ACCELERATOR" = cuda ]; then
        say "An NVIDIA GPU is present: installing the CUDA build of torch $version, about 3 GB"
    elif [ "$(uname -s)" = Linux ]; then
        if section cpu | grep -q "python_version == \"$(python_version)\""; then
            say "No NVIDIA GPU: installing the CPU build of torch $version"
            if install_sections cpu; then return; fi
            if index_out_of_reach || ! index_lacks "torch==$version.cpu"; then explain_pip_failure; fi
            # No further index: it could offer any other package too. One file, checked by its hash, is all that lacks.
            say 'This package index has no CPU build of torch, so the CUDA build is installed. It works without a GPU' \
                "and is about 3.5 GB larger. To avoid that, download the wheel of torch $version+cpu into a folder," \
                'name the folder in PIP_FIND_LINKS, and remove .venv before the next run: its hash is checked.'
        else
            say "No CPU build of torch is locked for Python $(python_version), so the CUDA build is installed. It" \
                'works without a GPU and is about 3.5 GB larger. To avoid that, use Python 3.11.'
        fi
    fi
    install_sections cuda || explain_pip_failure
}

# The requirements of a section of the locked packages.
section() { sed -n "/^# \[$1\]/,/^\$/p" "$CONSTRAINTS"; }

python_version() { "$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

# Installs exactly what these sections hold: what is missing in them is a mistake of the lock, which no index fills.
install_sections() {
    pins="$VENV/lance-studio-$(printf '%s-' "$@")pins.txt"
    for part in "$@"; do section "$part"; done >"$pins"
    if grep -q "^# Hashes are for $(uname -sm) and .*$(python_version)[,;]" "$CONSTRAINTS"; then
        pip_install --require-hashes --no-deps --requirement "$pins"
        return
    fi
    say "No hashes are locked for $(uname -sm) with Python $(python_version): the downloads cannot be checked."
    sed 's/ \\$//; /^ *--hash=/d' "$pins" >"$pins.versions"
    case $* in
        # Which packages the build of torch for such a machine needs, its metadata says.
        cuda) pip_install --constraint "$pins.versions" "torch==$version" ;;
        *) pip_install --no-deps --requirement "$pins.versions" ;;
    esac
}

pip_install() {
    pip_log="$VENV/lance-studio-pip-errors.txt"
    "$VENV/bin/python" -m pip --disable-pip-version-check --no-input install "$@" 2>"$pip_log"
}

index_out_of_reach() {
    grep -qiE 'ConnectionError|ConnectTimeout|ReadTimeout|Temporary failure in name|ProxyError|versions: none' "$pip_log"
}

# An older pip calls a pinned version that the index does not have a conflict with the constraints.
index_lacks() {
    grep -qE "No matching distribution found for $1|Cannot install $1.* because" "$pip_log"
}

explain_pip_failure() {
    cat "$pip_log" >&2
    if grep -q 'DO NOT MATCH THE HASHES' "$pip_log"; then
        changed=$(sed -n 's/^ *\([^ ]*==[^ ;]*\).* from .*/\1/p' "$pip_log" | sed 1q)
        fail "The download of $changed is not the file that packaging/constraints.txt names: its SHA-256 differs." \
            'It may have been changed on the way or at the package index, and was not installed.' \
            "Try again without pip's cache (PIP_NO_CACHE_DIR=1). If that fails too, use another package index."
    elif grep -q 'No space left on device' "$pip_log"; then
        fail 'The disk is full.' 'The environment needs about 2 GB, with CUDA about 6 GB. Make room and run again.'
    elif grep -qiE 'CERTIFICATE_VERIFY_FAILED|SSLError' "$pip_log"; then
        fail "The package index's certificate was not accepted." \
            'Behind a company proxy, name its certificate file in PIP_CERT, then run this command again.'
    elif index_out_of_reach; then
        fail 'The package index could not be reached.' \
            'Check the network, the proxy (HTTPS_PROXY) and pip config list, then run this command again.'
    elif index_lacks ''; then
        fail "The package index has no build of a pinned package for this machine ($(uname -sm), $("$PYTHON" --version))." \
            'The lines above name it. Python 3.11 on 64-bit Linux is what is tested.'
    fi
    fail "pip could not install the packages; its own message is above." 'Run this command again after mending that.'
}
