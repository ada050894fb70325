# crac checkpoint PID [--image DIR] [--leave-running] [--timeout SECONDS] [--stage-timeout SECONDS] [--wait] [--json]

. "$launcher/libexec/lib/control.sh"
. "$launcher/libexec/lib/crac-jdk.sh"
. "$launcher/libexec/lib/json.sh"

asked='' path='' after=end answer_timeout=10 stage_timeout=600 json=no wait=no
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
    --wait)
      wait=yes
      shift
      ;;
    --json)
      json=yes
      shift
      ;;
    --timeout)
      need_value "$1" $#
      answer_timeout=$2
      shift 2
      ;;
    --stage-timeout)
      need_value "$1" $#
      stage_timeout=$2
      shift 2
      ;;
    -*) wrong_usage "crac checkpoint has no option $1" ;;
    *)
      [ -z "$asked" ] || wrong_usage "crac checkpoint takes one process"
      asked=$1
      shift
      ;;
  esac
done
case $asked in
  '') wrong_usage "crac checkpoint needs the id of a process" ;;
  *[!0-9]*) wrong_usage "'$asked' is no process id" ;;
esac
case $answer_timeout in
  '' | *[!0-9]*) wrong_usage "--timeout takes whole seconds, not '$answer_timeout'" ;;
esac
case $stage_timeout in
  '' | *[!0-9]*) wrong_usage "--stage-timeout takes whole seconds, not '$stage_timeout'" ;;
esac

look_at_process "$asked" || die 1 "there is no process $asked"
find_control "$asked" || {
  image=$path
  if find_crac_server "$asked"; then
    [ "$json" = no ] || wrong_usage "a CRaC JDK says nothing that could be told as JSON"
    [ -z "$image" ] ||
      wrong_usage "a CRaC JDK is told the folder of its image at its start, not by --image"
    [ "$after" = end ] || [ "$keeps" = yes ] ||
      wrong_usage "a CRaC JDK is told to go on at its start, by -XX:+CRaCKeepRunning"
    checkpoint_by_jcmd "$answer_timeout"
  fi
  die 1 "process $asked ($process_name) takes no requests: start it with \`crac run java ...\`"
}
look_at_process "$pid" || die 1 "the server of launcher $asked, process $pid, has ended"
started=$process_start

ended() {
  ! look_at_process "$pid" || [ "$process_state" = Z ] || [ "$process_start" != "$started" ]
}

# One request at a time.
ours=$control/asking.$$
look_at_process $$
mkdir "$ours" && printf '%s\n' "$$ $process_start" >"$ours/owner" ||
  die 1 "the folder $control cannot be written to"
trap 'release "$ours"' EXIT
take_place "$ours" "$control/asking" || {
  has_owner "$control/asking"
  die 5 "another crac checkpoint (process ${owner:-unknown}) of process $pid is under way, it serves on"
}
ours=$control/asking
progress=$ours/progress.$$
trap interrupted INT TERM HUP
: >"$progress" || die 1 "the folder $control cannot be written to"

# This command ends; says what that means for the server.
interrupted() {
  trap '' INT TERM HUP
  if [ "$answered" = no ]; then
    die 1 "interrupted: the request is withdrawn, process $pid serves on"
  fi
  die 1 "interrupted in $stage: process $pid goes on with this checkpoint, and $then_it"
}
answered=no stage=checkpoint then_it='ends once the image is complete'
[ "$after" = end ] || then_it='serves on after it'

# Sets now to the seconds since the kernel started.
seconds() {
  read -r now _ </proc/uptime
  now=${now%.*}
}

# A stage begins: what is said of waiting counts from here.
enter_stage() { stage=$1 stage_begun=$now said=0; }

# row NAME MILLIS TEXT
row() { printf '%-30s %10s ms  %s\n' "$1" "$2" "$3"; }

# Sets size to $1 bytes, as people read it.
megabytes() { size="$(($1 / 1000000)).$(($1 / 100000 % 10)) MB"; }

# tell EVENT [NAME VALUE]...: a line of JSON
tell() {
  line=$1
  shift
  line='{"event":"'$line'"'
  while [ $# -gt 0 ]; do
    case $1 in
      millis | bytes | pid) quoted=$2 ;;
      *) json_string "$2" ;;
    esac
    line=$line',"'$1'":'$quoted
    shift 2
  done
  printf '%s}\n' "$line"
}

# Shows a line that a resource of the server wrote: step or fail, and PHASE MILLIS RESOURCE TEXT.
show_step() {
  kind=$1
  # shellcheck disable=SC2086  # split into fields, of which the last is a text
  set -f && set -- $2 && set +f
  phase=$1 millis=$2 resource=$3
  shift 3
  [ "$*" != '{}' ] || set --
  if [ "$json" = yes ]; then
    tell "$kind" phase "$phase" resource "$resource" millis "$millis" text "$*"
  elif [ "$kind" = fail ]; then
    row "  $resource" "$millis" "FAILED $*"
  else
    row "  $resource" "$millis" "$*"
  fi
}

show() {
  word=${1%% *}
  rest=${1#* }
  case $word in
    phase)
      enter_stage "$rest"
      if [ "$json" = yes ]; then tell phase name "$rest"; else printf '%s\n' "$rest"; fi
      ;;
    begin)
      enter_stage "$rest"
      [ "$json" = no ] || tell begin name "$rest"
      ;;
    step | fail) show_step "$word" "$rest" ;;
    end)
      enter_stage "after ${rest% *}"
      if [ "$json" = yes ]; then
        tell end name "${rest% *}" millis "${rest##* }"
      else
        row "${rest% *}" "${rest##* }" ''
      fi
      ;;
    image)
      # image MILLIS BYTES FOLDER
      millis=${rest%% *}
      rest=${rest#* }
      bytes=${rest%% *}
      megabytes "$bytes"
      image=${rest#* }
      if [ "$json" = yes ]; then
        tell image millis "$millis" bytes "$bytes" folder "$image"
      else
        row image "$millis.0" "$size"
      fi
      summary="image $image, $size, dumped in $millis ms"
      ;;
    resumed)
      finish 'serves on'
      ;;
    refused)
      ! ended || not_back "and the process has ended: $rest"
      case $wait:$rest in
        yes:*'not started yet'*) ask_again && return ;;
      esac
      [ "$json" = no ] || tell refused pid "$pid" reason "$rest"
      die 5 "no checkpoint of process $pid, it serves on: $rest"
      ;;
    broken) not_back "$rest" ;;
  esac
}

# Asks again for what was refused since the application is starting, for as long as a stage may take.
ask_again() {
  [ "$stage" = 'start of the application' ] || enter_stage 'start of the application'
  [ $((now - stage_begun)) -lt "$stage_timeout" ] ||
    die 5 "process $pid has not started within $stage_timeout s, it goes on: allow more with --stage-timeout"
  show_waiting
  sleep 0.5
  request
}

# The server does not serve, or there is none: not_back WHY
not_back() {
  [ "$json" = no ] || tell broken pid "$pid" reason "$1"
  what='no checkpoint'
  [ -z "$image" ] || what="image $image was taken"
  die 7 "$what, but process $pid DID NOT COME BACK to serving: $1"
}

# finish WHAT-THE-SERVER-DOES-NOW
finish() {
  if [ "$json" = yes ]; then
    tell 'done' pid "$pid" server "$1"
  else
    printf '%s; process %s %s\n' "$summary" "$pid" "$1"
  fi
  [ "$1" != 'has ended' ] || await_free_id
  exit 0
}

# Returns when the id of the server is free, so that the image can be restored at once, or says why it
# is not. A launcher that is process 1 ends with all that is in its container.
await_free_id() {
  release "$ours"
  left=100
  while [ "$of" != 1 ] && [ "$left" -gt 0 ]; do
    if look_at_process "$pid" && [ "$process_start" = "$started" ]; then
      look_at_process "$process_parent" || process_name='outside of this namespace'
      held="it has ended, and its parent, process $process_parent '$process_name', has not waited for it"
    elif has_owner "$control"; then
      held="its launcher, process $owner, has not ended"
    else
      return 0
    fi
    left=$((left - 1))
    sleep 0.02
  done
  [ "$of" = 1 ] || say "process id $pid is not free yet: $held"
}

# Says every second what is waited for.
show_waiting() {
  spent=$((now - stage_begun))
  [ "$spent" -gt "$said" ] || return 0
  said=$spent
  say "$stage: $spent s so far"
  [ $((now - heard)) -lt "$stage_timeout" ] || give_up
}

# No stage takes for ever: says what the server does now.
give_up() {
  look_at_process "$pid" || return 0
  case $process_state in
    T) doing="it is stopped, and \`kill -CONT $pid\` lets it go on without an image" ;;
    *) doing="it is in state $process_state, \`crac doctor $pid\` and \`jcmd $pid Thread.print\` tell more" ;;
  esac
  die 7 "process $pid reported nothing for $stage_timeout s in $stage: $doing"
}

# Open both ways, so that this does not block while the server is not listening.
exec 3<>"$control/requests" 4<"$progress"
request() { printf 'checkpoint\t%s\t%s\t%s\n' "$path" "$after" "$progress" >&3; }
request

seconds
waited=0 image='' summary='' heard=$now
enter_stage checkpoint
while :; do
  seconds
  # Before the lines are read: whatever the server wrote before its end is there then.
  over=no
  ! ended || over=yes
  while IFS= read -r event <&4; do
    answered=yes heard=$now
    show "$event"
  done
  if [ "$over" = yes ]; then
    [ "$answered" = yes ] ||
      not_back 'it ended before it took up this request'
    # A launcher that stays with its server needs the folder, and removes it.
    { read -r of <"$control/launcher"; } 2>/dev/null || of=''
    [ -e "$control/launcher" ] || sweep "$control"
    rmdir "${control%/*}" 2>/dev/null
    [ -n "$image" ] || not_back 'it ended during the checkpoint and left no image'
    finish 'has ended'
  fi
  if [ "$answered" = yes ]; then
    show_waiting
  else
    waited=$((waited + 1))
    [ "$waited" -lt $((answer_timeout * 20)) ] ||
      die 5 "process $pid ($process_name) did not answer within $answer_timeout s;" \
        "is another checkpoint running? The request is withdrawn"
  fi
  sleep 0.05
done
