# The folders in which processes take requests, and what else a launcher that stays with its server
# needs. Each process has one of its own, by its id, in a folder for the namespace of its id: processes
# restored from one image side by side have the same id, each in a namespace of its own.

# Sets runs to the folder for processes of user $1: run_folder USER-ID
run_folder() {
  if [ -n "${CRAC_RUN_DIR:-}" ]; then
    runs=$CRAC_RUN_DIR
  elif [ "$1" -eq 0 ]; then
    runs=/run/crac
  elif [ -d "/run/user/$1" ]; then
    runs=/run/user/$1/crac
  else
    runs=/tmp/crac-$1
  fi
  namespace=$(readlink /proc/self/ns/pid) || namespace='[0]'
  namespace=${namespace#*\[}
  runs=$runs/${namespace%\]}
}

# A folder that somebody else may write to would let him take requests, or make them.
require_private() {
  {
    read -r mode _ owner _ <<END
$(ls -ldn "$1")
END
  } 2>/dev/null
  [ "$owner" = "$(id -u)" ] || die 1 "the folder $1 belongs to user $owner, CRAC_RUN_DIR names another"
  case $mode in
    ?????w* | ????????w*) die 1 "others may write to the folder $1, CRAC_RUN_DIR names another" ;;
  esac
}

# Whether the process that the file owner of folder $1 names, by its id and its start, is there.
has_owner() {
  { read -r owner owner_start <"$1/owner"; } 2>/dev/null || return 1
  look_at_process "$owner" && [ "$process_start" = "$owner_start" ] && [ "$process_state" != Z ]
}

# Whether folder $1, which has the name $2 in `runs`, is of a process that has ended and of no launcher.
# This process has its own id; a folder of that name was of another one.
is_abandoned() {
  ! has_owner "$1" || return 1
  [ "$2" = $$ ] || ! look_at_process "$2" || [ "$process_state" = Z ]
}

# Removes folder $1 if it is abandoned. Another process may put its own in the place meanwhile, and that
# stays: the content is that of the folder that was looked at, and rmdir takes no folder that has any.
sweep() {
  [ -d "$1" ] && is_abandoned "$1" "${1##*/}" || return 0
  (cd "$1" && is_abandoned . "${1##*/}" && rm -rf ./*) 2>/dev/null
  rmdir "$1" 2>/dev/null
}

# Moves folder $1, which is complete, to $2; fails if there is one that is not abandoned. rename(2)
# replaces a folder only if it is empty.
take_place() {
  tries=20
  until mv -T "$1" "$2" 2>/dev/null; do
    [ ! -d "$2" ] || is_abandoned "$2" "${2##*/}" || return 1
    sweep "$2"
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || die 1 "the folder $2 cannot be made"
  done
}

# Prepares the folder of process $1: sets `control` to where it is going to be, and `ours` to where it is
# filled, out of sight, until publish_control. It is inside of folder $2, that of a launcher in another
# namespace, if there is one, and has the subfolder $3, if there is one. The file owner in it names this
# process, which may become another program.
prepare_control() {
  if [ -n "${2:-}" ]; then
    runs=$2/inside
  else
    run_folder "$(id -u)"
  fi
  control=$runs/$1
  look_at_process $$
  ours=$runs/.new.$$.$process_start
  [ ! -e "$ours" ] || rm -rf "$ours"
  # Another launcher removes the folder around it when it leaves that empty.
  tries=20
  until mkdir -p "$ours${3:+/$3}" 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || die 1 "the folder $runs cannot be made, CRAC_RUN_DIR names another"
  done
  require_private "${runs%/*}"
  printf '%s\n' "$$ $process_start" >"$ours/owner" || die 1 "the folder $runs cannot be written to"
  for folder in "$runs"/*; do
    sweep "$folder"
  done
  for folder in "$runs"/.new.*; do
    sweep_unfinished "$folder"
  done
}

# Removes folder $1 if the launcher that was filling it, whose id and start are its name, has ended.
sweep_unfinished() {
  owner=${1##*/.new.}
  owner_start=${owner#*.}
  look_at_process "${owner%.*}" && [ "$process_start" = "$owner_start" ] || rm -rf "$1"
}

# Puts the folder in its place; fails if another process has that.
publish_control() {
  take_place "$ours" "$control" || return 1
  ours=$control
}

# As publish_control, for the folder of this process itself.
require_control() {
  publish_control && return
  has_owner "$control"
  refuse 1 "the folder $control is in use by process ${owner:-unknown}, which restores an image of that id"
}

# refuse STATUS TEXT...: as die, once there is a folder for the server
refuse() {
  remove_control
  die "$@"
}

# Removes folder $1 if this process owns it, whatever else may have come to be in its place.
release() {
  (cd "$1" && has_owner . && [ "$owner" = $$ ] && rm -rf ./*) 2>/dev/null
  rmdir "$1" 2>/dev/null
}

remove_control() {
  rm -rf "$ours"
  rmdir "$runs" 2>/dev/null
}

# Sets server to the process below process $1 that has the id $2 in its own namespace, or to nothing.
find_inside() {
  wanted=$2 server=
  set -- "$1"
  while [ $# -gt 0 ]; do
    below=''
    read -r below <"/proc/$1/task/$1/children"
    for server in $below; do
      while read -r name value; do
        [ "$name" != NSpid: ] || [ "${value##*[!0-9]}" != "$wanted" ] || return 0
      done <"/proc/$server/status"
    done
    shift
    # shellcheck disable=SC2086  # several ids
    set -- "$@" $below
  done 2>/dev/null
  server=''
  return 1
}

# Sets control to the folder of process $1, or of the server that launcher $1 stays with, and pid to
# that server; fails if there is none.
find_control() {
  owner=$(stat_owner "$1")
  for user in "$(id -u)" "$owner"; do
    run_folder "$user"
    for folder in "$runs/$1" "$runs"/* "$runs"/*/inside/*; do
      control=$folder
      [ -p "$folder/requests" ] || continue
      pid=${folder##*/} around=$folder
      case $folder in
        */inside/*)
          around=${folder%/inside/*}
          # Twice, for the kernel may leave out a child while others come and go.
          find_inside "${around##*/}" "$pid" || find_inside "${around##*/}" "$pid" || continue
          pid=$server
          ;;
      esac
      [ "$pid" != "$1" ] || return 0
      { read -r of <"$around/launcher"; } 2>/dev/null && [ "$of" = "$1" ] && return 0
    done
  done
  return 1
}

# Prints the user who owns process $1.
stat_owner() {
  # shellcheck disable=SC2012  # one folder of a known name
  ls -ldn "/proc/$1" 2>/dev/null | { read -r _ _ owner _ && echo "$owner"; }
}

# Sets session to a command that starts a session, if this one is of a process outside of the namespace
# of process ids, as with a bare unshare(1): CRIU refuses that. The command keeps the process id unless
# group_leader is this process.
own_session() {
  read -r stat <"/proc/$$/stat"
  # shellcheck disable=SC2086  # split into fields
  set -- ${stat##*) }
  session='' group_leader=$3
  [ "$4" -ne 0 ] || session=setsid
}
