# crac checkpoint PID [--image DIR] [--leave-running] [--timeout SECONDS]

pid='' path='' after=end answer_timeout=10
while [ $# -gt 0 ]; do
  case $1 in
    --image)
      need_value "$1" $#
      absolute "$2"
      shift 2
      ;;
    --leave-running)
      after=leave-running
      shift
      ;;
    --timeout)
      need_value "$1" $#
      answer_timeout=$2
      shift 2
      ;;
    -*) wrong_usage "crac checkpoint has no option $1" ;;
    *)
      [ -z "$pid" ] || wrong_usage "crac checkpoint takes one process"
      pid=$1
      shift
      ;;
  esac
done
case $pid in
  '') wrong_usage "crac checkpoint needs the id of a process" ;;
  *[!0-9]*) wrong_usage "'$pid' is no process id" ;;
esac
case $answer_timeout in
  '' | *[!0-9]*) wrong_usage "--timeout takes whole seconds, not '$answer_timeout'" ;;
esac

look_at_process "$pid" || die 1 "there is no process $pid"
run_folder
control=$runs/$pid
[ -p "$control/requests" ] ||
  die 1 "process $pid ($process_name) takes no requests: start it with \`crac run java ...\`"
progress=$control/progress.$$
: >"$progress" || die 1 "the folder $control cannot be written to"
trap 'rm -f "$progress"' EXIT

ended() { ! look_at_process "$pid" || [ "$process_state" = Z ]; }

# Open both ways, so that this does not block while the server is not listening.
exec 3<>"$control/requests" 4<"$progress"
printf 'checkpoint\t%s\t%s\t%s\n' "$path" "$after" "$progress" >&3

waited=0 image=''
while :; do
  while IFS= read -r event <&4; do
    waited=-1
    word=${event%% *}
    rest=${event#* }
    case $word in
      phase) printf '%s\n' "$rest" ;;
      step) printf '  %s\n' "$rest" ;;
      fail) printf '  %s FAILED\n' "$rest" ;;
      engine) printf '%s\n' "$rest" ;;
      image) image=$rest ;;
      resumed)
        printf 'image %s, process %s serves on\n' "$image" "$pid"
        exit 0
        ;;
      refused) die 5 "no checkpoint of process $pid, it serves on: $rest" ;;
    esac
  done
  if ended; then
    [ -n "$image" ] || die 5 "process $pid ended during the checkpoint and left no image"
    printf 'image %s, process %s has ended\n' "$image" "$pid"
    # Where `crac restore` stays with the process, it still reads this folder, and removes it.
    [ -e "$control/restored" ] || rm -rf "$control"
    exit 0
  fi
  if [ "$waited" -ge 0 ]; then
    waited=$((waited + 1))
    [ "$waited" -lt $((answer_timeout * 20)) ] ||
      die 5 "process $pid ($process_name) did not answer within $answer_timeout s;" \
        "is another checkpoint running?"
  fi
  sleep 0.05
done
