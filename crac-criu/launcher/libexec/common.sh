# What the commands share. Sourced by crac; $launcher is its folder.

umask 077

say() { printf 'crac: %s\n' "$*" >&2; }

# die STATUS TEXT...
die() {
  status=$1
  shift
  say "$*"
  exit "$status"
}

wrong_usage() { die 2 "$*; see \`crac help\`"; }

# The value of an option that needs one: option_value OPTION COUNT [VALUE]
need_value() { [ "$2" -ge 2 ] || wrong_usage "$1 needs a value"; }

# Sets path to an absolute path; the file need not exist.
absolute() {
  case $1 in
    /*) path=$1 ;;
    *) path=$PWD/$1 ;;
  esac
}

# Sets home to the folder of what setup installed.
crac_home() {
  home=${CRAC_HOME:-}
  [ -n "$home" ] || home=${XDG_DATA_HOME:-${HOME:-/root}/.local/share}/crac
}

# Sets criu to the criu command; fails if there is none.
find_criu() {
  crac_home
  criu=${CRAC_CRIU:-}
  [ -n "$criu" ] || { [ -x "$home/criu" ] && criu=$home/criu; }
  [ -n "$criu" ] || criu=$(PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin command -v criu)
}

require_criu() {
  find_criu || die 3 "there is no CRIU on this machine; \`crac setup\` finds or installs one"
  [ -x "$criu" ] || die 3 "CRAC_CRIU=$criu cannot be executed"
}

# Whether this is root; without a process of its own, since a restore has no time to lose.
is_root() {
  while read -r name uid rest; do
    case $name in Uid:) [ "$uid" -eq 0 ] && return || return 1 ;; esac
  done </proc/self/status
}

# Sets runs to the folder with a folder for each process.
run_folder() {
  if [ -n "${CRAC_RUN_DIR:-}" ]; then
    runs=$CRAC_RUN_DIR
  elif is_root; then
    runs=/run/crac
  elif [ -n "${XDG_RUNTIME_DIR:-}" ]; then
    runs=$XDG_RUNTIME_DIR/crac
  else
    runs=/tmp/crac-$(id -u)
  fi
}

# Makes the folder in which process $1 takes requests, and sets control to it.
make_control() {
  run_folder
  [ -d "$runs" ] || mkdir -p "$runs" ||
    die 1 "the folder $runs cannot be made; CRAC_RUN_DIR names another"
  for folder in "$runs"/*/; do
    folder=${folder%/}
    [ -d "/proc/${folder##*/}" ] || [ ! -d "$folder" ] || rm -rf "$folder"
  done
  control=$runs/$1
  [ ! -e "$control" ] || rm -rf "$control"
  mkdir "$control" "$control/settings" || die 1 "the folder $control cannot be made"
  mkfifo "$control/requests" "$control/never" || die 1 "the folder $control cannot be written to"
}

# CRIU asks the kernel what it can do, each time, for 30 to 70 ms, unless it finds the answers in
# /run/criu.kdat. It writes that file only where /run is a tmpfs, since the answers hold for one boot.
# Elsewhere this file is ours, and says for which boot it is.
kernel_cache=/run/criu.kdat
kernel_cache_boot=/run/criu.kdat.boot

# Removes answers of an earlier boot.
drop_stale_kernel_cache() {
  { read -r cached_boot <"$kernel_cache_boot"; } 2>/dev/null || return 0
  read -r boot </proc/sys/kernel/random/boot_id
  [ "$cached_boot" = "$boot" ] || rm -f "$kernel_cache" "$kernel_cache_boot"
}

# Lets CRIU write its answers to a tmpfs of its own, and keeps them. Where that is not possible a
# restore only takes longer.
fill_kernel_cache() {
  drop_stale_kernel_cache
  is_root && [ ! -e "$kernel_cache" ] || return 0
  [ "$(stat -f -c %T /run)" != tmpfs ] || return 0
  # shellcheck disable=SC2016  # expanded by the inner shell
  unshare -m sh -c 'mount -t tmpfs none /run && "$1" check && cat /run/criu.kdat >&3' crac "$criu" \
    3>"$kernel_cache.$$" >/dev/null 2>&1 &&
    cat /proc/sys/kernel/random/boot_id >"$kernel_cache_boot" &&
    mv "$kernel_cache.$$" "$kernel_cache"
  rm -f "$kernel_cache.$$"
}

# Sets process_name and process_state of process $1; fails if there is none.
look_at_process() {
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  process_name=${stat#*\(}
  process_name=${process_name%\)*}
  process_state=${stat##*\) }
  process_state=${process_state%% *}
}

# Explains a log of CRIU: the first error, and what to do about it.
explain_log() {
  error=
  while IFS= read -r line; do
    case $line in *'Error ('*) error=${line#*"Error ("} && break ;; esac
  done <"$1"
  [ -n "$error" ] || { say "CRIU's log $1 names no error" && return; }
  say "CRIU says: Error ($error"
  while IFS='|' read -r part remedy; do
    case $error in *"$part"*) say "remedy: $remedy" && break ;; esac
  done <"$launcher/libexec/criu-remedies.txt"
}
