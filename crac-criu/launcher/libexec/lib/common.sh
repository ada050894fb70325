# What the commands share. Sourced by crac; $launcher is its folder.

# For what the launcher makes; a server gets its own back.
umask_before=$(umask)
umask 077

say() { printf 'crac: %s\n' "$*" >&2; }

# die STATUS TEXT...
die() {
  status=$1
  shift
  say "$*"
  exit "$status"
}

wrong_usage() { die 2 "$*; see \`crac help\`"; }

# The value of an option that needs one: need_value OPTION COUNT-OF-ARGUMENTS
need_value() { [ "$2" -ge 2 ] || wrong_usage "$1 needs a value"; }

# Sets path to an absolute path; the file need not exist.
absolute() {
  [ -n "$1" ] || wrong_usage "the name of a folder is empty"
  case $1 in
    /*) path=$1 ;;
    *) path=$PWD/$1 ;;
  esac
}

# Sets home to the folder of what setup installed.
crac_home() {
  home=${CRAC_HOME:-}
  [ -n "$home" ] || home=${XDG_DATA_HOME:-${HOME:-/root}/.local/share}/crac
}

# Sets criu to the criu command; fails if there is none.
find_criu() {
  crac_home
  criu=${CRAC_CRIU:-}
  [ -n "$criu" ] || { [ -x "$home/criu" ] && criu=$home/criu; }
  [ -n "$criu" ] || criu=$(PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin command -v criu)
}

require_criu() {
  find_criu || die 3 "there is no CRIU on this machine; \`crac setup\` finds or installs one"
  [ -f "$criu" ] || die 3 "CRAC_CRIU=$criu does not exist; \`crac setup\` finds or installs one"
  [ -x "$criu" ] || die 3 "CRAC_CRIU=$criu cannot be executed; \`crac setup\` finds or installs one"
}

# Sets jar to the engine.
find_engine() {
  jar=${CRAC_JAR:-}
  [ -z "$jar" ] || [ -f "$jar" ] || die 1 "the engine crac-criu.jar is not at CRAC_JAR=$jar"
  for candidate in "$launcher"/lib/crac-criu.jar "$launcher"/../target/crac-criu-*[0-9T].jar; do
    [ -n "$jar" ] || { [ -f "$candidate" ] && jar=$candidate; }
  done
  [ -f "$jar" ] || die 1 "the engine crac-criu.jar is not in $launcher/lib; CRAC_JAR names it"
}

# Sets java to the java of this user, or else to $1, or to nothing: the command that tools of the
# engine run on.
find_java() {
  other=$1
  for java in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} java ${other:+"$other"}; do
    ! command -v "$java" >/dev/null || return 0
  done
  die 1 "there is no java: JAVA_HOME names one"
}

# run_tool CLASS ARGUMENTS...: becomes a tool of the engine, in a JVM that starts fast.
run_tool() {
  tool=$1
  shift
  exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto \
    -cp "$jar" "dev.cracservers.criu.command.$tool" "$@"
}

# Sets process_name, process_state, process_parent, process_group, process_session and process_start of
# process $1; fails if there is none.
look_at_process() {
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  process_name=${stat#*\(}
  process_name=${process_name%\)*}
  # shellcheck disable=SC2086  # split into fields
  set -- ${stat##*\) }
  process_state=$1 process_parent=$2 process_group=$3 process_session=$4 process_start=${20}
}

# Whether process $1 ignores signal number $2.
ignores() {
  ignored=0000000000000000
  {
    while read -r key value; do
      [ "$key" != SigIgn: ] || ignored=$value
    done <"/proc/$1/status"
  } 2>/dev/null
  [ $((0x${ignored#????????} >> ($2 - 1) & 1)) -eq 1 ]
}

# Forwards the signals that end or tell a server something: forward_signals COMMAND, which gets a name.
forward_signals() {
  for signal in TERM INT HUP QUIT USR1 USR2; do
    # shellcheck disable=SC2064  # the names are known now
    trap "$1 $signal" "$signal"
  done
}

# Waits for process $1, a child, and sets status. A signal that is forwarded interrupts wait.
wait_for() {
  while :; do
    wait "$1"
    status=$?
    kill -0 "$1" 2>/dev/null || return 0
  done
}

# The end of a server by a checkpoint that was asked for is no failure: forgive_checkpoint CONTROL-FOLDER
forgive_checkpoint() {
  [ ! -e "$1/checkpointed" ] || [ "$status" -ne 137 ] || status=0
}

# Sets interruptible to a command that lets another take SIGINT and SIGQUIT, or to nothing: in the
# background a shell lets its children ignore them.
find_interruptible() {
  interruptible=''
  ! env --default-signal=INT true 2>/dev/null || interruptible='env --default-signal=INT,QUIT'
}
