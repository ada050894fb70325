# The end of a restored server, which is no child of this shell. Sourced by wait.sh and poll.sh: $pid
# is the server, $control its folder, $launcher the `crac restore` that stays with it.

# Ends with the exit status of the server if it has ended; see exit_code in proc(5).
end_with_server() {
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || exit 125
  # shellcheck disable=SC2086  # split into fields
  set -- ${stat##*) }
  [ "$1" = Z ] || return 0
  shift 49
  signal=$(($1 & 127))
  [ "$signal" -eq 0 ] || exit $((128 + signal))
  exit $(($1 >> 8 & 255))
}

# Whoever killed the launcher wanted to be rid of its server.
end_without_launcher() {
  kill -KILL "$pid" 2>/dev/null
  rm -rf "$control"
  exit 137
}
