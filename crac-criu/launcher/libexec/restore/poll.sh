# Restores the server, waits for its end and ends with its exit status, like wait.sh, but for a shell
# that reaps any child at once, such as bash. The parent of the server is an xargs then: it reads, and
# reaps nobody, until this shell lets go of the pipe; then it runs `true`, and whoever waits for any
# child takes the server away too, so that its id is free. This shell looks at the server from time
# to time.
# Arguments: pid of the server, control folder, pid of the launcher, command that restores.
pid=$1 control=$2 launcher=$3
shift 3
. "${0%/*}/zombie.sh"
trap '' TERM INT HUP QUIT USR1 USR2

exec 1<>"$control/never"
"$@" --exec-cmd -- xargs true <"$control/never" >/dev/null &
holder=$!
exec 3>&- 4>&- 5<&- 6>&- 7<&- 8>&- 9>&-

pause() {
  if [ -n "${BASH_VERSION:-}" ]; then
    # shellcheck disable=SC3045  # only where it is defined
    read -r -t "$1" _ <&1
  else
    sleep "$1"
  fi
}

# CRIU becomes the xargs when it is done.
until { read -r name <"/proc/$holder/comm"; } 2>/dev/null && [ "$name" = xargs ]; do
  kill -0 "$holder" 2>/dev/null || { wait "$holder"; exit; }
  sleep 0.01
done
tell_resumed
until has_entered; do
  end_with_server
  end_without_launcher
  pause 0.01
done
announce
while :; do
  end_with_server
  end_without_launcher
  pause 0.1
done
