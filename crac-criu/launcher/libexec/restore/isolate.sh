# crac restore --isolate: the server, and who stays with it, in namespaces of their own, which end with
# this launcher. Sourced by restore.sh.

# Runs this very command inside, where it is process 1, and ends as it does: isolate ARGUMENT...
isolate() {
  child='' inner='' early='' begun='' event='' interrupted=''
  find_interruptible
  forward() {
    asked_to=$1 name=$1 interrupted=yes
    [ "$name" != INT ] || [ -n "$interruptible" ] || name=TERM
    [ -n "$inner" ] || { early=$name && return; }
    kill -"$name" "$inner" 2>/dev/null
  }
  forward_signals forward
  prepare_control $$
  mkfifo "$ours/told" && printf '%s\n' $$ >"$ours/launcher" ||
    refuse 1 "the folder $ours cannot be written to"
  require_control
  exec 3<>"$control/told"
  # In a session of its own, so that a terminal sends its signals to this launcher alone.
  with="$interruptible setsid"
  ! setpriv --pdeathsig KILL true 2>/dev/null || with="$with setpriv --pdeathsig KILL"
  # shellcheck disable=SC2086  # these are several words
  CRAC_INSIDE=$control $with unshare --pid --fork --kill-child --mount-proc --propagation slave \
    "$launcher/bin/crac" restore "$@" 3>"$control/told" &
  child=$!
  # From here on only those inside can write there, and reading ends with them.
  exec 3<"$control/told"
  while [ "$event" != restored ]; do
    interrupted=''
    if read -r event id <&3; then
      begun=yes
      case $event in
        ready)
          read -r inner </proc/$child/task/$child/children
          inner=${inner%% *}
          [ -z "$early" ] || forward "$early"
          ;;
        restored)
          # The kernel may leave out a child while others come and go.
          until find_inside "$inner" "$id" || ! kill -0 "$inner" 2>/dev/null; do sleep 0.01; done
          report_restored "$server"
          ;;
      esac
    else
      [ -n "$interrupted" ] || break
    fi
  done
  exec 3<&-
  wait_for "$child"
  remove_control
  # Inside, the first word is written before anything can go wrong.
  [ -n "$begun" ] ||
    die 6 "no namespace of process ids could be made for --isolate, which needs root or CAP_SYS_ADMIN"
  if [ "$event" = restored ]; then
    report_end "$status"
  elif [ -n "$or_start" ]; then
    start_instead
  fi
  exit "$status"
}
