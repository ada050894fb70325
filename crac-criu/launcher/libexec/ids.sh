# The process and thread ids of an image, which CRIU gives to what it restores. Sourced by restore.sh.

# On a busy machine somebody may have one: the kernel begins again after kernel.pid_max, often 32768.
# He may be gone in a moment.
attempts_left=5

# Whether it was for such an id that CRIU gave up; $error is of its log.
is_id_taken() {
  case ${error:-} in
    *'Unable to create a thread: -17'* | *"Can't fork for"*'File exists'*) ;;
    *) return 1 ;;
  esac
}

# Whether another attempt may succeed. Waits before it.
may_try_again() {
  [ -z "$asked_to" ] && [ -f "$control/restore.log" ] || return 1
  read_log "$control/restore.log"
  attempts_left=$((attempts_left - 1))
  [ "$attempts_left" -gt 0 ] && is_id_taken && sleep 0.2 || return 1
  # What CRIU gave up is left to process 1, which may take a second to take note of its end.
  left=200
  while look_at_process "$pid"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.01
  done
}

# Says who has an id, as far as that can still be seen, but for the server that was just given up.
name_holder() {
  for core in "$image/$image_files"/core-*.img; do
    id=${core##*/core-}
    id=${id%.img}
    look_at_process "$id" && [ "$process_state" != Z ] || continue
    holder=$id
    {
      while read -r key value; do
        [ "$key" != Tgid: ] || holder=$value
      done <"/proc/$id/status"
    } 2>/dev/null
    say "the id $id of the image is taken by process $holder '$process_name'"
  done
}
