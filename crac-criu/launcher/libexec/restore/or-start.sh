# crac restore --or-start java ...: a normal start where the restore was not possible. Sourced by
# restore.sh.

# Sets quoted to $1 as a word for eval.
quote() {
  rest=$1 quoted=''
  while :; do
    case $rest in
      *\'*) quoted="$quoted${rest%%\'*}'\\''" rest=${rest#*\'} ;;
      *) break ;;
    esac
  done
  quoted="'$quoted$rest'"
}

# Sets or_start to a command, which must start a server, with the settings of the restore: or_start_by
# COMMAND... They come last among the options of the JVM, so that they count.
or_start_by() {
  [ $# -gt 0 ] || wrong_usage "--or-start needs the command that starts the server: java ..."
  [ "${1##*/}" = java ] || wrong_usage "--or-start takes a java command, not '$1'"
  quote "$1"
  or_start=$quoted place=option
  shift
  for word; do
    case $place:$word in
      value:*) place=option ;;
      option:--*=*) ;;
      option:-cp | option:-classpath | option:-p | option:--*-path | option:--add-* | \
        option:--limit-modules | option:--patch-module | option:--enable-native-access)
        place=value
        ;;
      option:-jar | option:-m | option:--module | option:[!-]*)
        or_start=$or_start$defines place=program
        ;;
    esac
    quote "$word"
    or_start="$or_start $quoted"
  done
}

# Becomes the server, unless a signal has asked it to end meanwhile.
start_instead() {
  case ${asked_to:-} in TERM | INT | HUP) return 0 ;; esac
  trap - TERM INT HUP QUIT USR1 USR2
  end_relays
  exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
  say "the server is STARTED NORMALLY instead of being restored: $or_start"
  report started ",\"pid\":$$"
  write_pidfile $$
  eval "set -- $or_start"
  umask "$umask_before"
  if find_criu && [ -x "$criu" ]; then
    exec "$launcher/bin/crac" run --image "$image" "$@"
  fi
  say "there is no CRIU, so it takes no checkpoint either"
  exec "$@"
}
