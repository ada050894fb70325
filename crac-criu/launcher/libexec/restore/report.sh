# What supervisors and scripts read of a restore: a file with the process id, events as JSON. Sourced by
# restore.sh, with json.sh, and by zombie.sh, which gets CRAC_PIDFILE, CRAC_JSON and CRAC_BEGUN.

# Sets now to the milliseconds since the kernel started, in steps of ten.
clock() {
  read -r now _ </proc/uptime
  now=${now%.*}${now#*.}0
}

# report EVENT [MEMBERS]: one line, in one piece.
report() { [ -z "$CRAC_JSON" ] || printf '{"event":"%s"%s}\n' "$1" "${2:-}" >>"$CRAC_JSON"; }

# report_failure STATUS TEXT, with what is known from CRIU's log
report_failure() {
  [ -n "$CRAC_JSON" ] || return 0
  json_string "$2"
  members=",\"status\":$1,\"message\":$quoted"
  if [ -n "${error:-}" ]; then
    json_string "$error"
    members=$members",\"cause\":$quoted"
    json_string "$remedy"
    members=$members",\"remedy\":$quoted"
  fi
  report failed "$members"
}

write_pidfile() { [ -z "$CRAC_PIDFILE" ] || printf '%s\n' "$1" >"$CRAC_PIDFILE"; }

# The server is there, as process $1. Starts no process: see wait.sh.
report_restored() {
  [ -n "$1" ] || return 0
  write_pidfile "$1"
  [ -n "$CRAC_JSON" ] || return 0
  clock
  report restored ",\"pid\":$1,\"millis\":$((now - CRAC_BEGUN))"
}

# The server has ended, with status $1.
report_end() {
  report ended ",\"status\":$1"
  [ -z "$CRAC_PIDFILE" ] || rm -f "$CRAC_PIDFILE"
}
