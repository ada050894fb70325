# crac run [--image DIR] java ...

. "$launcher/libexec/lib/control.sh"
. "$launcher/libexec/lib/stdio.sh"
. "$launcher/libexec/lib/kernel-cache.sh"
. "$launcher/libexec/lib/crac-jdk.sh"

# Low process ids are taken wherever an image is restored in a container.
lowest_pid=128

image=crac-image
while [ $# -gt 0 ]; do
  case $1 in
    --image)
      need_value "$1" $#
      image=$2
      shift 2
      ;;
    --)
      shift
      break
      ;;
    -*) wrong_usage "crac run has no option $1" ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || wrong_usage "crac run needs the command that starts the server: crac run java ..."
java=$1
shift
case ${java##*/} in
  java) ;;
  *) wrong_usage "crac run starts a java command, not '$java'" ;;
esac
command -v "$java" >/dev/null || die 1 "there is no command $java"
absolute "$image"
! is_crac_jdk "$java" || run_on_crac_jdk "$java" "$path" "$@"

find_engine
api=${jar%"${jar##*/}"}org.crac.jar
[ -f "$api" ] || die 1 "$api, which belongs to the engine $jar, is not there"
require_criu
fill_kernel_cache

# Becomes the server.
start_server() {
  prepare_control $$
  mkfifo "$ours/requests" || refuse 1 "the folder $ours cannot be written to"
  if [ -n "${CRAC_LAUNCHER:-}" ]; then
    # The launcher looks into the folder after the end of its server.
    look_at_process "$CRAC_LAUNCHER"
    printf '%s\n' "$CRAC_LAUNCHER" >"$ours/launcher"
    printf '%s\n' "$CRAC_LAUNCHER $process_start" >"$ours/owner"
  fi
  require_control
  if [ -z "${CRAC_LAUNCHER:-}" ]; then
    open_stdio
    exec <&7 >&8 2>&9 7<&- 8>&- 9>&-
  fi
  set -- \
    "$java" \
    -XX:-UsePerfData \
    -XX:MarkSweepDeadRatio=0 \
    -javaagent:"$jar=$api" \
    -Dorg.crac.Core.Compat=dev.cracservers.criu \
    -Ddev.cracservers.criu.path="$criu" \
    -Ddev.cracservers.control="$control" \
    -Ddev.cracservers.image="$path" \
    "$@"
  if [ -n "${CRAC_LAUNCHER:-}" ]; then
    unset CRAC_LAUNCHER
    # A launcher that is killed takes its server with it.
    ! setpriv --pdeathsig KILL true 2>/dev/null || set -- setpriv --pdeathsig KILL "$@"
  fi
  umask "$umask_before"
  # A script starts what is in its background with these ignored. A JVM leaves them so, and the image
  # would keep that for every restore.
  interruptible=''
  if ignores $$ 2 || ignores $$ 3; then
    find_interruptible
  fi
  # shellcheck disable=SC2086  # commands, or nothing
  exec $session $interruptible "$@"
}

# Starts the server as another process and stays with it.
stay_with_server() {
  child='' early=''
  forward() {
    [ -n "$child" ] || { early=$1 && return; }
    name=$1
    [ "$name" != INT ] || [ -n "$interruptible" ] || name=TERM
    kill -"$name" "$child" 2>/dev/null
  }
  forward_signals forward
  prepare_control $$
  require_control
  open_stdio
  id=0
  while [ "$id" -lt $((lowest_pid - 1)) ]; do
    : &
    id=$!
    wait "$id"
  done
  find_interruptible
  umask "$umask_before"
  # shellcheck disable=SC2086  # these are several words, or none
  CRAC_LAUNCHER=$$ $interruptible $session \
    "$launcher/bin/crac" run --image "$path" "$java" "$@" <&7 >&8 2>&9 7<&- 8>&- 9>&- &
  child=$!
  close_stdio
  [ -z "$early" ] || forward "$early"
  wait_for "$child"
  end_relays
  forgive_checkpoint "$runs/$child"
  # As process 1 of a container this ends all others, and one of them may still have to say that the
  # checkpoint is done.
  left=100
  while [ $$ -eq 1 ] && [ "$left" -gt 0 ] && [ -e "$runs/$child/asking" ]; do
    left=$((left - 1))
    sleep 0.02
  done
  release "$runs/$child"
  remove_control
  exit "$status"
}

# Whether the server can have the id of this process, which whoever started it knows.
can_become_server() {
  [ $$ -ge "$lowest_pid" ] && has_plain_stdio &&
    { [ -z "$session" ] || [ "$group_leader" -ne $$ ]; }
}

own_session
if [ -n "${CRAC_LAUNCHER:-}" ] || can_become_server; then
  start_server "$@"
fi
stay_with_server "$@"
