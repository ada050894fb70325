# The end of a restored server, which is no child of this shell. Sourced by wait.sh and poll.sh: $pid
# is the server, $control its folder, $launcher the `crac restore` that stays with it.

. "${0%/*}/report.sh"

# Tells that CRIU has finished: the time in which the server has to take in its settings begins.
tell_resumed() { : >"$control/resumed"; }

# Whether the server has taken in the settings of this restore.
has_entered() { [ -e "$control/entered" ]; }

# Announces the server, which has taken in its settings.
announce() {
  : >"$control/restored"
  case $control in
    */inside/*) printf 'restored %s\n' "$pid" >"${control%/inside/*}/told" ;;
    *) report_restored "$pid" ;;
  esac
}

# Sets stat to the stat file of process $1; fails if there is none. A signal that comes meanwhile
# interrupts a read, and says nothing about the process.
read_stat() {
  until { read -r stat <"/proc/$1/stat"; } 2>/dev/null; do
    [ -e "/proc/$1/stat" ] || return 1
  done
}

# Ends with the exit status of the server if it has ended; see exit_code in proc(5).
end_with_server() {
  read_stat "$pid" || exit 125
  # shellcheck disable=SC2086  # split into fields
  set -- ${stat##*) }
  [ "$1" = Z ] || return 0
  shift 49
  signal=$(($1 & 127))
  status=$(($1 >> 8 & 255))
  [ "$signal" -eq 0 ] || status=$((128 + signal))
  # Waiting for any child takes the server away too, if this is its parent: its id is free then.
  trap - CHLD
  (exit 0)
  exit "$status"
}

# Ends the server if the launcher, the parent of this shell, was killed: whoever did that wanted to be
# rid of both.
end_without_launcher() {
  read_stat $$
  # shellcheck disable=SC2086  # split into fields
  set -- ${stat##*) }
  [ "$2" != "$launcher" ] || return 0
  trap - CHLD
  # As long as the server is there, no other launcher takes its folder.
  (cd "$control" && { read -r of <launcher; } && [ "$of" = "$launcher" ] && rm -rf ./*) 2>/dev/null
  rmdir "$control" "${control%/*}" 2>/dev/null
  kill -KILL "$pid" 2>/dev/null
  left=100
  while [ "$left" -gt 0 ] && [ -d "/proc/$pid" ]; do
    left=$((left - 1))
    sleep 0.01
  done
  exit 137
}
