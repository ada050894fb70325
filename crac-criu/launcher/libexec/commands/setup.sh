# crac setup [--suite NAME] [--check] [--grant GROUP DIR]
#
# A CRIU counts as working when `criu check` passes and it takes a sleeping process to disk and back:
# its version alone says little about this kernel, this container and these privileges.

. "$launcher/libexec/lib/criu-log.sh"
. "$launcher/libexec/lib/kernel-cache.sh"
. "$launcher/libexec/lib/capabilities.sh"
. "$launcher/libexec/lib/grant.sh"

suites='' install=yes grant_group=''
while [ $# -gt 0 ]; do
  case $1 in
    --suite)
      need_value "$1" $#
      suites=$2
      shift 2
      ;;
    --grant)
      [ $# -ge 3 ] || wrong_usage "--grant needs a group and a new folder"
      grant_group=$2
      absolute "$3"
      grant_folder=$path
      shift 3
      ;;
    --check)
      install=no
      shift
      ;;
    *) wrong_usage "crac setup has no option $1" ;;
  esac
done

find_privileges
[ -z "$grant_group" ] || check_grant
crac_home
mkdir -p "$home" || die 1 "the folder $home cannot be made; CRAC_HOME names another"
scratch=$(mktemp -d "$home/setup.XXXXXX") || exit 1
sleeper='' unproved=''
clean_up() {
  [ -z "$sleeper" ] || kill -KILL "$sleeper" 2>/dev/null
  [ -z "$unproved" ] || rm -rf "$unproved"
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

# Starts a process to be dumped, without what happens to be open here, such as the lock of a script.
start_sleeper() {
  # Shells such as dash cannot name a descriptor above 9.
  closer=''
  ! command -v busybox >/dev/null || closer='busybox sh'
  ! command -v bash >/dev/null || closer=bash
  if [ -z "$closer" ]; then
    closer='sh'
    for descriptor in /proc/$$/fd/[1-9][0-9]*; do
      [ ! -e "$descriptor" ] || is_of_this_shell "$descriptor" ||
        die 1 "descriptor ${descriptor##*/} is open and cannot be closed: run \`crac setup\` without it, or" \
          "install bash"
    done
  fi
  # shellcheck disable=SC2016,SC2086  # expanded by that shell; one or two words
  setsid $closer -c 'for descriptor in /proc/$$/fd/*; do
      descriptor=${descriptor##*/}
      case $descriptor in [0-2]) ;; *) eval "exec $descriptor>&-" ;; esac
    done
    exec sleep 600' </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
  sleeper=$!
  left=500
  until { read -r name <"/proc/$sleeper/comm"; } 2>/dev/null && [ "$name" = sleep ]; do
    left=$((left - 1))
    [ "$left" -gt 0 ] && kill -0 "$sleeper" 2>/dev/null || break
    sleep 0.01
  done
}

# The shell has its scripts open.
is_of_this_shell() {
  case $(readlink "$1") in "$launcher"/*) ;; *) return 1 ;; esac
}

# prove CRIU: succeeds, or fails with the reason in why
prove() {
  # shellcheck disable=SC2086  # an option, or none
  "$1" check $unprivileged >"$scratch/check" 2>&1 || {
    explain "$scratch/check" "criu check"
    return 1
  }
  images=$(mktemp -d "$scratch/proof.XXXXXX") || exit 1
  start_sleeper
  # shellcheck disable=SC2086
  if "$1" dump -t "$sleeper" -D "$images" -o dump.log --shell-job $unprivileged >/dev/null 2>&1; then
    wait "$sleeper" 2>/dev/null
    if "$1" restore -d -D "$images" -o restore.log --shell-job $unprivileged >/dev/null 2>&1; then
      kill -KILL "$sleeper" 2>/dev/null
      sleeper=''
      return 0
    fi
    log=$images/restore.log
  else
    kill -KILL "$sleeper" 2>/dev/null
    log=$images/dump.log
  fi
  sleeper=''
  explain "$log" "criu ${log##*/}"
  return 1
}

# explain LOG NAME: sets why to what CRIU wrote there, and the remedy
explain() {
  error='' remedy=''
  [ ! -f "$1" ] || read_log "$1"
  [ -n "$error" ] || error=$(tail -n 1 "$1" 2>/dev/null)
  why="$2: ${error:-it wrote nothing}"
  # This is what does that.
  remedy=${remedy%% Run \`crac setup\`*}
  [ -z "$remedy" ] || why="$why; $remedy"
}

# install SUITE: unpacks its criu and all libraries it needs into a private folder
install() {
  suite=$1
  # Of its own, for others may be using what is there.
  root=$(mktemp -d "$home/criu-$suite.XXXXXX") || exit 1
  unproved=$root
  apt=$scratch/apt-$suite
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/log"
  : >"$apt/status"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  signed=''
  [ ! -f "$keyring" ] || signed="[signed-by=$keyring] "
  printf 'deb %s%s %s main\n' "$signed" "$mirror" "$suite" >"$apt/sources.list"
  # With a package database that is empty, apt counts every library as missing, and fetches it.
  private_apt() {
    apt-get -q \
      -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
      -o Dir::State::Lists="$apt/lists" -o Dir::State::status="$apt/status" \
      -o Dir::Cache="$apt/cache" -o Dir::Log="$apt/log" -o APT::Sandbox::User="$(id -un)" \
      -o Debug::NoLocking=1 "$@"
  }
  say "reading the package lists of Debian $suite"
  private_apt update >"$apt/update.log" 2>&1 || {
    why="apt-get update: $(grep -m 1 '^E:' "$apt/update.log")"
    return 1
  }
  say "downloading criu and its libraries from Debian $suite"
  private_apt install --download-only --no-install-recommends -y criu >"$apt/install.log" 2>&1 || {
    why="apt-get install: $(grep -m 1 '^E:' "$apt/install.log")"
    return 1
  }
  for package in "$apt"/cache/archives/*.deb; do
    dpkg -x "$package" "$root" || { why="dpkg -x $package" && return 1; }
  done
  # Its own loader and libraries: the system's libc is older, and stays as it is.
  loader=$(find "$root/usr/lib" "$root/lib" -name 'ld-linux*.so.*' 2>/dev/null | head -n 1)
  [ -n "$loader" ] || { why="there is no loader in the packages of Debian $suite" && return 1; }
  program=$(find "$root" -path '*sbin/criu' | head -n 1)
  # Before Debian 13 libraries are in two folders.
  triplet=${loader%/*}
  triplet=${triplet##*/}
  cat >"$scratch/criu-$suite" <<END
#!/bin/sh
exec '$loader' --library-path '$root/usr/lib/$triplet:$root/lib/$triplet' '$program' "\$@"
END
  chmod 700 "$scratch/criu-$suite"
}

if [ -z "$suites" ] && find_criu; then
  if prove "$criu"; then
    fill_kernel_cache
    say "$criu works here ($("$criu" --version | head -n 1))"
    [ -z "$grant_group" ] || grant_criu
    exit 0
  fi
  say "$criu does not work here: $why"
  [ -z "${CRAC_CRIU:-}" ] || die 3 "CRAC_CRIU names a CRIU that does not work; unset it for another"
fi

[ "$install" = yes ] || die 3 "no CRIU works here; \`crac setup\` installs one"
command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
  die 3 "no CRIU works here, and this is no Debian to take one from: install CRIU 4.1 or later"
. /etc/os-release
mirror=$(apt-get update --print-uris 2>/dev/null |
  sed -n "s|^'\(.*\)/dists/${VERSION_CODENAME:-stable}/InRelease'.*|\1|p" | head -n 1)
[ -n "$mirror" ] ||
  die 3 "no CRIU works here, and apt is configured with no mirror of Debian ${VERSION_CODENAME:-}"

for suite in ${suites:-"$VERSION_CODENAME" trixie forky sid}; do
  case " ${tried:-} " in *" $suite "*) continue ;; esac
  tried="${tried:-} $suite"
  if install "$suite" && prove "$scratch/criu-$suite"; then
    criu=$home/criu
    criu_tree
    mv "$scratch/criu-$suite" "$criu" && unproved=''
    case $tree in "$home"/*) rm -rf "$tree" ;; esac
    say "installed $home/criu from Debian $suite ($("$home/criu" --version | head -n 1)); it works here"
    [ -z "$grant_group" ] || grant_criu
    exit 0
  fi
  say "criu of Debian $suite does not work here: $why"
  rm -rf "$root"
done
die 3 "no CRIU works here; if it lacks a privilege: CRIU needs root, or CAP_CHECKPOINT_RESTORE and" \
  "CAP_SETPCAP, and CAP_SYS_PTRACE where Yama restricts ptrace"
