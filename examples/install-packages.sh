# shellcheck shell=bash
# Sourced by scripts that build Cohort: need_packages PACKAGE... installs what is missing with apt-get.
# It says nothing when all is there, one line when it installs, and fails with the names when it may not.

need_packages() {
    local package state missing=() root=() log
    for package in "$@"; do
        state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || state=
        [ "$state" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "These Debian packages (or what your system has instead) are needed: ${missing[*]}" >&2
        return 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
            echo "Packages are missing. Please install them: sudo apt-get install ${missing[*]}" >&2
            return 1
        fi
        root=(sudo -n)
    fi
    echo "Installing: ${missing[*]}"
    log=$(mktemp)
    if ! { "${root[@]}" apt-get update -q &&
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        echo "Installing failed: ${missing[*]}" >&2
        return 1
    fi
    rm -f "$log"
}

# The packages that a build of library and command needs, and those named. A compiler, pkg-config and a build tool may come from elsewhere.
need_build_packages() {
    local packages=(libsqlite3-dev libuv1-dev "$@")
    if ! command -v "${CC:-cc}" >/dev/null && ! command -v gcc >/dev/null && ! command -v clang >/dev/null; then
        packages+=(gcc libc6-dev)
    fi
    command -v cmake >/dev/null || packages+=(cmake)
    command -v ninja >/dev/null || command -v make >/dev/null || packages+=(ninja-build)
    command -v pkg-config >/dev/null || packages+=(pkg-config)
    if ! command -v dpkg-query >/dev/null; then
        # Not Debian: what is there is found, or missed with one clear message, by CMake.
        packages=()
    fi
    need_packages "${packages[@]}"
}
