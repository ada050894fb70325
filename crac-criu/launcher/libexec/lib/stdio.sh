# What a server gets as standard input, output and error: descriptors 7, 8 and 9. Sourced by run.sh
# and restore.sh; $control is a folder for its pipes.
#
# CRIU can put any file or pipe in the place of another one, but nothing in the place of a terminal
# or a socket, and a file that was opened outside of a container it does not find. So a server never
# gets these: a cat stands between. It never gets /dev/null either,
# which is often open elsewhere in the server and could not be told apart: an empty file ends as soon,
# and /dev/zero swallows as much.

relays='' input_relay=''

is_plain() {
  [ -p "/proc/$$/fd/$1" ] || { [ -f "/proc/$$/fd/$1" ] && is_mounted_here "$1"; }
}

is_mounted_here() {
  while read -r name value; do
    [ "$name" != mnt_id: ] || mount=$value
  done <"/proc/$$/fdinfo/$1"
  while read -r name _; do
    [ "$name" != "$mount" ] || return 0
  done <"/proc/$$/mountinfo"
  return 1
}

# shellcheck disable=SC3013  # every shell that matters has -ef, and POSIX by now
is_same() { [ "/proc/$$/fd/$1" -ef "$2" ]; }

is_null() { is_same "$1" /dev/null; }

# Whether the server can have this shell's own input, output and error.
has_plain_stdio() {
  { is_plain 0 || is_null 0; } && { is_plain 1 || is_null 1; } && { is_plain 2 || is_null 2; }
}

# relay_output NAME: makes a pipe whose other end goes to standard output.
relay_output() {
  mkfifo "$control/$1" || die 1 "the folder $control cannot be written to"
  # A signal to the whole group, such as ^C, must not end it before the server.
  (trap '' HUP INT TERM QUIT && exec cat <"$control/$1" 7<&- 8>&- 6<&-) &
  relays="$relays $!"
}

open_stdio() {
  if is_null 0; then
    : >"$control/empty" || die 1 "the folder $control cannot be written to"
    exec 7<"$control/empty"
  elif is_plain 0; then
    exec 7<&0
  else
    mkfifo "$control/stdin" || die 1 "the folder $control cannot be written to"
    exec 6<&0
    # In the background reading from a terminal is an error then, instead of stopping the server.
    (trap '' TTIN && exec cat <&6 >"$control/stdin") 2>/dev/null &
    input_relay=$!
    exec 7<"$control/stdin" 6<&-
  fi
  if is_null 1; then
    exec 8>/dev/zero
  elif is_plain 1; then
    exec 8>&1
  else
    relay_output stdout
    exec 8>"$control/stdout"
  fi
  if is_same 1 "/proc/$$/fd/2"; then
    exec 9>&8
  elif is_null 2; then
    exec 9>/dev/zero
  elif is_plain 2; then
    exec 9>&2
  else
    relay_output stderr >&2
    exec 9>"$control/stderr"
  fi
}

# For when the server has them: the relays end with the server only if nobody else has them open.
close_stdio() { exec 7<&- 8>&- 9>&-; }

# Waits until all that the server wrote is out, but not for whatever else it started.
end_relays() {
  [ -z "$input_relay" ] || kill -KILL "$input_relay" 2>/dev/null
  left=100
  for relay in $relays; do
    while kill -0 "$relay" 2>/dev/null; do
      left=$((left - 1))
      [ "$left" -gt 0 ] || kill -KILL "$relay"
      sleep 0.01
    done
  done
}
