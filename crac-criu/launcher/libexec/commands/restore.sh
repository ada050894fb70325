# crac restore DIR: see restore/options.sh

. "$launcher/libexec/lib/control.sh"
. "$launcher/libexec/lib/stdio.sh"
. "$launcher/libexec/lib/image.sh"
. "$launcher/libexec/lib/criu-log.sh"
. "$launcher/libexec/lib/kernel-cache.sh"
. "$launcher/libexec/lib/json.sh"
. "$launcher/libexec/restore/report.sh"
. "$launcher/libexec/lib/capabilities.sh"
. "$launcher/libexec/restore/lazy.sh"
. "$launcher/libexec/restore/ids.sh"
. "$launcher/libexec/lib/crac-jdk.sh"
. "$launcher/libexec/restore/options.sh"
. "$launcher/libexec/restore/entry.sh"

# Where `crac restore --isolate` listens, if that has started this one inside.
within=${CRAC_INSIDE:-}
unset CRAC_INSIDE
tell() { [ -z "$within" ] || printf '%s\n' "$1" >"$within/told"; }
tell inside

read_options "$@"
[ -n "$image" ] || absolute crac-image
image=${image:-$path}
[ -z "$verify" ] || [ -z "$or_start$CRAC_PIDFILE" ] ||
  wrong_usage "--verify starts no server, so it excludes --or-start and --pidfile"
unknown=$isolate$lazy$or_start$CRAC_PIDFILE$CRAC_JSON$verify$keep_env
case " $* " in *' -- '*) unknown=yes ;; esac
! find_crac_image "$image" || restore_by_crac_jdk "$image" "$properties" "$unknown"
# Inside, only what goes wrong is reported: the rest is by whoever is outside.
alternative=$or_start
[ -z "$within" ] || CRAC_PIDFILE='' or_start=''
prepare_reports

# From here on, what goes wrong is reported, and may be followed by a normal start: see die of common.sh.
die() {
  status=$1
  shift
  say "$*"
  report_failure "$status" "$*"
  [ -z "$or_start" ] || start_instead
  exit "$status"
}

if [ -n "$isolate" ] && [ -z "$within$verify" ]; then
  . "$launcher/libexec/restore/isolate.sh"
  isolate "$@"
fi

# From here on only the arguments of the server are left.
[ -z "$alternative" ] || set --
while [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done
[ $# -eq 0 ] || shift

read_image
check_image
require_criu
require_capabilities
[ -z "$lazy" ] || require_lazy
entry_timeout=${CRAC_ENTRY_TIMEOUT:-60}
case $entry_timeout in
  '' | *[!0-9]*) wrong_usage "CRAC_ENTRY_TIMEOUT takes whole seconds, not '$entry_timeout'" ;;
esac
drop_stale_kernel_cache
if [ -n "$verify" ]; then
  . "$launcher/libexec/restore/verify.sh"
  control=''
  verify_image
  exit 0
fi
# Until CRIU is done there is nobody to take a signal, and it must not be lost.
child='' early=''
forward() {
  asked_to=$1
  [ -n "$child" ] || { early=$1 && return; }
  until [ -e "$control/restored" ]; do
    look_at_process "$child" && [ "$process_state" != Z ] || return 0
    sleep 0.01
  done
  name=$1
  # What a server ignored when its image was taken, as one in the background of a script or under nohup
  # does, it ignores for good. This launcher does not, or it would not have got the signal.
  case $name in
    INT) ! ignores "$pid" 2 || name=TERM ;;
    HUP) ! ignores "$pid" 1 || name=TERM ;;
  esac
  kill -"$name" "$pid" 2>/dev/null
}
forward_signals forward
tell ready

# Restores the server, and stays with it until it ends: stay_with_server ARGUMENT-OF-THE-SERVER...
stay_with_server() {
  prepare_control "$pid" "$within" settings
  {
    mkfifo "$ours/requests" "$ours/never" &&
      {
        # The folder may have moved since the start of the server: the next image goes here, too.
        printf 'dev.cracservers.image=%s\0' "$image"
        printf '%s' "$properties" | while IFS= read -r property; do
          printf '%s\0' "$property"
        done
      } >"$ours/settings/properties" &&
      env -0 >"$ours/settings/environment" &&
      { [ -z "$keep_env" ] || : >"$ours/settings/keep-environment"; } &&
      { [ $# -eq 0 ] || printf '%s\0' "$@"; } >"$ours/settings/arguments" &&
      printf '%s\n' "$control" >"$ours/channel" &&
      printf '%s\n' $$ >"$ours/launcher"
  } || refuse 1 "the folder $ours cannot be written to"
  take_id
  relays='' input_relay='' child=''
  open_stdio

  set -- --inherit-fd "fd[5]:${channel#/}"
  # Logs have grown since: CRIU would refuse to open them. Three single-digit descriptors are left.
  logs=$appended
  for number in 3 4 6; do
    file=${logs%%"$newline"*}
    logs=${logs#*"$newline"}
    [ -n "$file" ] || break
    # A special built-in command would end this shell when it cannot open the file.
    (: >>"$file") 2>/dev/null ||
      refuse 4 "the server of image $image appends to $file, which cannot be opened here"
    eval "exec $number>>\"\$file\""
    set -- "$@" --inherit-fd "fd[$number]:${file#/}"
  done
  for number in 0 1 2; do
    eval "key=\$stdio_$number"
    case $key in none) continue ;; esac
    case " $* " in *"]:$key "*) continue ;; esac
    set -- "$@" --inherit-fd "fd[$((number + 7))]:$key"
  done
  # shellcheck disable=SC2086  # options, or none
  set -- "$criu" restore -D "$image/$image_files" -W "$control" -o restore.log -v1 --shell-job $unprivileged $lazy "$@"

  # The parent of the server must see it end without taking its exit status.
  waiter=''
  ! command -v busybox >/dev/null || waiter='busybox sh'
  ! command -v dash >/dev/null || waiter=dash
  if [ -z "$waiter" ]; then
    set -- sh "$launcher/libexec/restore/poll.sh" "$pid" "$control" $$ "$@"
  else
    # This one tells it when this launcher was killed.
    ! setpriv --pdeathsig CHLD true 2>/dev/null || waiter="setpriv --pdeathsig CHLD $waiter"
    # shellcheck disable=SC2086  # $waiter is several words
    set -- "$@" --exec-cmd -- $waiter "$launcher/libexec/restore/wait.sh" "$pid" "$control" $$
  fi
  [ -z "$lazy" ] || serve_pages
  own_session
  CRAC_PIDFILE=$CRAC_PIDFILE CRAC_JSON=$CRAC_JSON CRAC_BEGUN=$CRAC_BEGUN \
    $session "$@" 5<"$control/channel" &
  child=$!
  close_stdio
  exec 3>&- 4>&- 6>&-

  guard_entry "$entry_timeout"
  [ -z "$early" ] || forward "$early"
  wait_for "$child"
  end_entry_guard
  [ -z "$lazy" ] || end_pages
  end_relays
  # Whoever restores it again at once needs its id.
  left=100
  while [ "$left" -gt 0 ] && look_at_process "$pid" && [ "$process_state" = Z ]; do
    left=$((left - 1))
    sleep 0.01
  done
}

stay_with_server "$@"
while [ ! -e "$control/resumed" ] && may_try_again; do
  remove_control
  stay_with_server "$@"
done

if [ ! -e "$control/resumed" ]; then
  [ -f "$control/restore.log" ] && explain_log "$control/restore.log"
  if is_id_taken || is_session_in_the_way; then
    name_holders
  fi
  remove_control
  die 6 "the image $image could not be restored"
fi
[ -e "$control/restored" ] || refuse_unacknowledged
forgive_checkpoint "$control"
remove_control
[ -n "$within" ] || report_end "$status"
exit "$status"
