# Waits for the restored server as its parent and ends with its exit status.
# Arguments: pid of the server, control folder. Started by CRIU in its own place.
#
# A shell cannot wait(2) for a process it did not start. But nobody else reaps this one either, so it
# stays a zombie, and the last field but one of its stat file is its status (exit_code in proc(5)).
pid=$1 control=$2

ended() {
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || exit 125
  # shellcheck disable=SC2086  # split into fields
  set -- ${stat##*) }
  [ "$1" = Z ] || return 1
  shift 49
  signal=$(($1 & 127))
  [ "$signal" -eq 0 ] || exit $((128 + signal))
  exit $(($1 >> 8 & 255))
}

# The launcher that started this forwards signals; this process only waits.
trap '' TERM INT HUP QUIT USR1 USR2
trap ended CHLD
: >"$control/restored"
ended
while :; do
  # Nobody ever writes there: open(2) blocks until the death of the server interrupts it.
  read -r nothing <"$control/never"
done 2>/dev/null
