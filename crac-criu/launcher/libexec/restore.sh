# crac restore DIR [--set NAME=VALUE]... [--env NAME=VALUE]...

image='' properties='' newline='
'
while [ $# -gt 0 ]; do
  case $1 in
    --set | --env)
      need_value "$1" $#
      case $2 in
        [!=]*=*) ;;
        *) wrong_usage "$1 takes NAME=VALUE, not '$2'" ;;
      esac
      case $2 in *"$newline"*) wrong_usage "$1 ${2%%=*}: a value cannot hold a line break" ;; esac
      if [ "$1" = --set ]; then
        properties=$properties$2$newline
      else
        case ${2%%=*} in
          [0-9]* | *[!A-Za-z0-9_]*) wrong_usage "'${2%%=*}' cannot name an environment variable" ;;
        esac
        export "${2?}"
      fi
      shift 2
      ;;
    -*) wrong_usage "crac restore has no option $1" ;;
    *)
      [ -z "$image" ] || wrong_usage "crac restore takes one image folder"
      image=$1
      shift
      ;;
  esac
done
[ -n "$image" ] || wrong_usage "crac restore needs the folder of an image"
absolute "$image"
image=$path

. "$launcher/libexec/image.sh"
read_image
check_image
require_criu

if look_at_process "$pid"; then
  die 6 "process id $pid of the image is taken by '$process_name' (state $process_state): end that" \
    "process, or wait until its parent has reaped it"
fi
drop_stale_kernel_cache
make_control "$pid"
printf '%s' "$properties" | while IFS= read -r property; do
  printf '%s\0' "$property"
done >"$control/settings/properties"
env -0 >"$control/settings/environment"
printf '%s\n' "$control" >"$control/channel"

# The shell that waits must see the server end without taking its exit status; bash always takes it.
waiter='sh'
command -v busybox >/dev/null && waiter='busybox sh'
command -v dash >/dev/null && waiter=dash

set -- --inherit-fd "fd[5]:${channel#/}"
for number in 0 1 2; do
  eval "key=\$stdio_$number"
  case $key in none) continue ;; esac
  case " $* " in *"]:$key "*) continue ;; esac
  set -- "$@" --inherit-fd "fd[$number]:$key"
done

# shellcheck disable=SC2086  # $waiter may be two words
"$criu" restore -D "$image/criu" -W "$control" -o restore.log -v1 --shell-job "$@" \
  --exec-cmd -- $waiter "$launcher/libexec/wait.sh" "$pid" "$control" \
  <&0 5<"$control/channel" &
child=$!

forward() {
  if [ -e "$control/restored" ]; then
    kill -"$1" "$pid" 2>/dev/null
  else
    kill -"$1" "$child" 2>/dev/null
  fi
}
for signal in TERM INT HUP QUIT USR1 USR2; do
  # shellcheck disable=SC2064  # the name of the signal is known now
  trap "forward $signal" "$signal"
done

# wait also returns when a signal was forwarded.
while :; do
  wait "$child"
  status=$?
  kill -0 "$child" 2>/dev/null || break
done

if [ ! -e "$control/restored" ]; then
  [ -f "$control/restore.log" ] && explain_log "$control/restore.log"
  rm -rf "$control"
  die 6 "the image $image could not be restored"
fi
rm -rf "$control"
exit "$status"
