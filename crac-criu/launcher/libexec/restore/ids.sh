# The process and thread ids of an image, which CRIU gives to what it restores. Sourced by restore.sh.

# On a busy machine somebody may have one: the kernel begins again after kernel.pid_max, often 32768.
# He may be gone in a moment.
attempts_left=5

# How long somebody who is about to give the id of the image back is waited for.
patience_millis=5000

# Puts the folder of this launcher in its place: no other launcher in this namespace restores this image
# meanwhile. A process or launcher that is about to give the id of the image back is waited for.
take_id() {
  clock
  since=$now said=''
  until is_id_free && publish_control; do
    [ -n "$holder" ] || name_launcher
    clock
    [ -n "$passing" ] && [ -z "$asked_to" ] && [ $((now - since)) -lt "$patience_millis" ] ||
      refuse 6 "process id $pid of the image is taken by $holder: $way_out, or restore with --isolate," \
        "beside it"
    if [ -z "$said" ] && [ $((now - since)) -ge 1000 ]; then
      say "waiting for process id $pid of the image, which is taken by $holder"
      said=yes
    fi
    sleep 0.02
  done
}

# Whether no process has the id of the image. Otherwise sets holder, way_out, and passing if that process
# has ended.
is_id_free() {
  holder='' passing=''
  look_at_process "$pid" || return 0
  holder="'$process_name' (state $process_state)" way_out='end that process'
  if [ "$process_state" = Z ]; then
    parent=$process_parent passing=yes
    look_at_process "$parent" || process_name='outside of this namespace'
    holder="$holder, which has ended and whose parent, process $parent '$process_name', has not"
    holder="$holder waited for it"
    way_out="let that parent wait for it, or end the parent"
  elif { read -r of <"$control/launcher"; } 2>/dev/null; then
    holder="$holder, the server of launcher $of"
  fi
  return 1
}

# Sets holder and way_out to the launcher whose folder is in the place of ours. It is about to restore the
# image, to fail, or to end.
name_launcher() {
  owner='of an unknown id' passing=yes
  has_owner "$control"
  holder="launcher $owner" way_out='end that launcher'
}

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

# Whether CRIU gave up since the session or process group of this command has an id of the image.
is_session_in_the_way() {
  case ${error:-} in *'intersects with'*) ;; *) return 1 ;; esac
}

# Says who has an id, as far as that can still be seen, but for the server that was just given up. An id
# is taken as well while a process is in the session or the process group of that id, even if the process
# that started them has ended.
name_holders() {
  ids=' '
  for core in "$image/$image_files"/core-*.img; do
    id=${core##*/core-}
    id=${id%.img}
    ids="$ids$id "
    look_at_process "$id" && [ "$process_state" != Z ] || continue
    holder=$id
    {
      while read -r key value; do
        [ "$key" != Tgid: ] || holder=$value
      done <"/proc/$id/status"
    } 2>/dev/null
    say "the id $id of the image is taken by process $holder '$process_name'"
  done
  for stat in /proc/[0-9]*/stat; do
    id=${stat%/stat}
    id=${id#/proc/}
    look_at_process "$id" || continue
    case $ids in
      *" $id "*) ;;
      *" $process_session "*) name_member "$process_session" session ;;
      *" $process_group "*) name_member "$process_group" 'process group' ;;
    esac
  done
}

# name_member ID KIND: process $id is in that session or process group
name_member() {
  say "the id $1 of the image is taken by the $2 of process $id '$process_name': end that process, or" \
    "restore with --isolate"
}
