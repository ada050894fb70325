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

# Whether nobody looks at folder $1 any more: neither its process nor the launcher that stays with it.
is_left_over() {
  [ -d "$1" ] && [ ! -d "/proc/${1##*/}" ] || return 1
  { read -r of <"$1/launcher"; } 2>/dev/null || return 0
  [ ! -d "/proc/$of" ]
}

# Makes the folder of process $1 and sets control to it: inside of folder $2, that of a launcher in
# another namespace, if there is one.
make_control() {
  if [ -n "${2:-}" ]; then
    runs=$2/inside
  else
    run_folder "$(id -u)"
  fi
  control=$runs/$1
  mkdir -p "$runs" || die 1 "the folder $runs cannot be made, CRAC_RUN_DIR names another"
  require_private "${runs%/*}"
  for folder in "$runs"/*; do
    ! is_left_over "$folder" || rm -rf "$folder"
  done
  [ ! -e "$control" ] || rm -rf "$control"
  { mkdir "$control" || { mkdir -p "$runs" && mkdir "$control"; }; } 2>/dev/null &&
    mkfifo "$control/requests" || die 1 "the folder $control cannot be made"
}

remove_control() {
  rm -rf "$control"
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
