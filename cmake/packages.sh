# shellcheck shell=bash
# Sourced by ./quickstart and ./runtests: installs what cmake/packages.txt names and the machine does not have.
# Asks no question, removes no package, and touches neither apt nor the network when nothing is missing.

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 2
}

# One question to dpkg for all packages: thirty of them take a second.
read_installed() {
    installed=" $(dpkg-query -W -f='${db:Status-Status} ${Package}\n' | awk '$1 == "installed" { printf "%s ", $2 }')"
}

package_is_installed() {
    case "$installed" in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

# "a|b" -> the installed one, else the first that apt knows, else the first.
choose_package() {
    local candidates candidate
    IFS='|' read -ra candidates <<<"$1"
    for candidate in "${candidates[@]}"; do
        if package_is_installed "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    for candidate in "${candidates[@]}"; do
        case "$(LC_ALL=C apt-cache policy "$candidate" 2>/dev/null)" in
            *'Candidate: (none)'* | '') ;; # unknown, or only mentioned by another package
            *)
                printf '%s\n' "$candidate"
                return
                ;;
        esac
    done
    printf '%s\n' "${candidates[0]}"
}

# missing_packages FILE SECTION...: one name a line.
missing_packages() {
    local file=$1 section package choice installed
    shift
    read_installed
    while read -r section package; do
        case " $* " in *" $section "*) ;; *) continue ;; esac
        choice=$(choose_package "$package")
        package_is_installed "$choice" || printf '%s\n' "$choice"
    done < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$file")
}

# as_root COMMAND...: directly, or through sudo.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# need_packages FILE SECTION...
need_packages() {
    local file=$1 missing
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This is no Debian or Ubuntu: nothing is installed here. What is needed stands in ${file#"$PWD"/}; going on with what there is."
        return
    fi
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "Missing packages: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        die "You are neither root nor is there sudo. As root, run this and start again:
  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    fi
    say "Installing them with apt-get (nothing is removed); this can take some minutes ..."
    local log
    log=$(mktemp)
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 || {
        tail -n 5 "$log" >&2
        say "apt-get update had trouble; trying with the package lists that are there."
    }
    mapfile -t missing < <(missing_packages "$@") # the lists may have told which of two names this distribution has
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        install --no-remove --no-install-recommends "${missing[@]}" >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        rm -f "$log"
        die "apt-get could not install: ${missing[*]}
If it says that a package would have to be removed: Debian's Boost development packages of two versions exclude each other
(libboost-dev, libboost1.74-dev against libboost1.81-dev). Remove the other version yourself, or build in a container."
    }
    rm -f "$log"
}
