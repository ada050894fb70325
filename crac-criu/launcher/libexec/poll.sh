# Restores the server, waits for its end and ends with its exit status, like wait.sh, but for a shell
# that reaps any child at once, such as bash. The parent of the server is a tee then, which reaps
# nobody, and ends when this shell does; this shell looks at the server from time to time.
# Arguments: pid of the server, control folder, pid of the launcher, command that restores.
pid=$1 control=$2 launcher=$3
shift 3
. "${0%/*}/zombie.sh"
trap '' TERM INT HUP QUIT USR1 USR2

exec 3<>"$control/never"
"$@" --exec-cmd -- tee "$control/restored" <"$control/never" >/dev/null 3>&- &
holder=$!
exec 5<&- 7<&- 8>&- 9>&-

pause() {
  if [ -n "${BASH_VERSION:-}" ]; then
    # shellcheck disable=SC3045  # only where it is defined
    read -r -t 0.1 _ <&3
  else
    sleep 0.1
  fi
}

until [ -e "$control/restored" ]; do
  if ! kill -0 "$holder" 2>/dev/null && [ ! -e "$control/restored" ]; then
    wait "$holder"
    exit
  fi
  sleep 0.01
done
while :; do
  end_with_server
  { read -r stat <"/proc/$launcher/stat"; } 2>/dev/null || end_without_launcher
  case ${stat##*) } in Z*) end_without_launcher ;; esac
  pause
done
