# The bound for a restored server to take in the settings of its restore. Sourced by restore.sh.

# Ends the server $pid if it does not acknowledge its settings in time, so that a server with the settings
# of its image never serves: guard_entry SECONDS. Runs beside the restore, starts a process a second.
guard_entry() {
  (
    exec </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
    trap 'kill "$nap"; exit' TERM
    trap '' INT HUP QUIT USR1 USR2
    waited=0 nap=''
    while [ -d "$control" ] && [ ! -e "$control/restored" ]; do
      if [ "$waited" -ge "$1" ]; then
        : >"$control/unacknowledged"
        kill -KILL "$pid"
        exit
      fi
      sleep 1 &
      nap=$!
      wait "$nap"
      [ ! -e "$control/resumed" ] || waited=$((waited + 1))
    done
  ) &
  entry_guard=$!
}

# A signal that reaches a shell between fork(2) and the reset of its traps is lost, so one may not do.
end_entry_guard() {
  kill -TERM "$entry_guard" 2>/dev/null
  while look_at_process "$entry_guard" && [ "$process_state" != Z ]; do
    sleep 0.01
    kill -TERM "$entry_guard" 2>/dev/null
  done
  wait "$entry_guard"
}

# Fails the restore of a server that CRIU restored but that did not acknowledge its settings.
refuse_unacknowledged() {
  if [ -e "$control/unacknowledged" ]; then
    refuse 7 "the restored server $pid did not take in the settings of this restore within" \
      "$entry_timeout s and was killed: take a new checkpoint with this crac," \
      "or give it more time by CRAC_ENTRY_TIMEOUT=SECONDS"
  fi
  refuse 7 "the restored server $pid ended with status $status before it took in the settings of this restore"
}
