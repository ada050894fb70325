# The page server of a lazy restore: ends when all pages are in the server, and takes the server along
# when it fails before.
# Arguments: pid of the server, control folder, command.
pid=$1 control=$2
shift 2
trap '' HUP INT QUIT USR1 USR2
# Between its end and that of the server, the server would read zeros.
{ echo -1000 >/proc/self/oom_score_adj; } 2>/dev/null
"$@" </dev/null >/dev/null 2>&1 &
daemon=$!
trap 'kill -KILL "$daemon"; exit' TERM
wait "$daemon"
status=$?
if [ "$status" -eq 0 ]; then
  rm -f "$control/lazy"
  exit
fi
[ -e "$control/resumed" ] || exit
echo "crac: the page server of the image ended with status $status: the server, process $pid, lacks part of" \
  "its memory and is ended" >&2
kill -KILL "$pid"
