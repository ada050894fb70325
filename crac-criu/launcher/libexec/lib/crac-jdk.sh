# A CRaC JDK takes checkpoints itself: the commands say so and hand over to it. Sourced by run.sh,
# checkpoint.sh and restore.sh.

# Sets java_home to the home of the java command $1.
find_java_home() {
  java_home=$(command -v "$1") && java_home=$(readlink -f "$java_home") || return 1
  java_home=${java_home%/*}
  java_home=${java_home%/bin}
}

# Whether the java command $1 is of a CRaC JDK. Its release file lists the module jdk.crac; before
# there was that module there was the program criuengine. Who has no release file is asked.
is_crac_jdk() {
  find_java_home "$1" || return 1
  if [ -r "$java_home/release" ]; then
    while IFS= read -r line; do
      case $line in
        'MODULES='*[\"\ ]jdk.crac[\"\ ]*) return 0 ;;
      esac
    done <"$java_home/release"
    [ -e "$java_home/lib/criuengine" ]
  else
    "$1" -XX:+PrintFlagsFinal -version 2>/dev/null | grep -q CRaCCheckpointTo
  fi
}

# run_on_crac_jdk JAVA IMAGE ARGUMENTS...: becomes the server.
run_on_crac_jdk() {
  java=$1 path=$2
  shift 2
  say "$java is of a CRaC JDK: nothing is added but -XX:CRaCCheckpointTo=$path"
  mkdir -p "$path" || die 1 "the folder $path cannot be made; --image names another"
  umask "$umask_before"
  exec "$java" -XX:CRaCCheckpointTo="$path" "$@"
}

# Sets pid, java, path, the folder of its image, and keeps, whether it goes on after a checkpoint, if
# process $1 or a child of it is of a CRaC JDK. After a restore that JDK leaves a process of its own between the server and whoever started it.
find_crac_server() {
  children=''
  { read -r children <"/proc/$1/task/$1/children"; } 2>/dev/null
  for pid in $1 $children; do
    java='' path='' keeps=no
    # The image is an argument of its own; the rest does not matter, whatever is in it.
    while IFS= read -r argument; do
      case $argument in
        -XX:CRaCCheckpointTo=*) path=${argument#*=} ;;
        -XX:+CRaCKeepRunning) keeps=yes ;;
        */java) [ -n "$java" ] || java=$argument ;;
      esac
    done <<END
$(tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null)
END
    case $(readlink "/proc/$pid/exe") in */java) java=$(readlink "/proc/$pid/exe") ;; esac
    case $path in '' | /*) ;; *) path=$(readlink "/proc/$pid/cwd")/$path ;; esac
    [ -n "$java" ] && is_crac_jdk "$java" && return 0
  done
  return 1
}

# Takes a checkpoint of server $pid, whose image goes to $path, within $1 seconds.
checkpoint_by_jcmd() {
  [ -n "$path" ] ||
    die 1 "process $pid is of a CRaC JDK and was started without -XX:CRaCCheckpointTo: start it with" \
      "\`crac run java ...\`"
  jcmd=$java_home/bin/jcmd
  [ -x "$jcmd" ] || die 1 "process $pid is of a CRaC JDK without $jcmd, which asks for its checkpoint"
  say "process $pid is of a CRaC JDK: $jcmd $pid JDK.checkpoint"
  "$jcmd" "$pid" JDK.checkpoint
  said=$?
  # It may report success for a checkpoint that failed: only the end of the process tells.
  left=$(($1 * 20)) end="has ended"
  while look_at_process "$pid" && [ "$process_state" != Z ]; do
    left=$((left - 1))
    [ "$keeps" = no ] || [ "$said" -ne 0 ] || { end='serves on' && break; }
    [ "$said" -eq 0 ] && [ "$left" -gt 0 ] ||
      die 5 "no checkpoint of process $pid, it serves on: jcmd ended with $said, its console says why"
    sleep 0.05
  done
  [ -n "$(ls -A "$path" 2>/dev/null)" ] || die 5 "process $pid $end, and there is no image in $path"
  printf 'image %s; process %s %s\n' "$path" "$pid" "$end"
  exit 0
}

# Sets java if folder $1 is an image of the CRaC JDK that JAVA_HOME or the path has.
find_crac_image() {
  [ -d "$1" ] && [ ! -e "$1/manifest" ] && [ -n "$(ls -A "$1" 2>/dev/null)" ] || return 1
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  is_crac_jdk "$java"
}

# restore_by_crac_jdk IMAGE PROPERTIES UNKNOWN: becomes the server; properties are a line each. What else
# was asked for is unknown to that JDK.
restore_by_crac_jdk() {
  image=$1 properties=$2
  [ -z "$3" ] || wrong_usage "$image is an image of a CRaC JDK, which knows --set, --env and --env-file alone"
  set --
  while IFS= read -r property; do
    [ -z "$property" ] || set -- "$@" "-D$property"
  done <<END
$properties
END
  say "$java is of a CRaC JDK and restores the image $image: -XX:CRaCRestoreFrom"
  umask "$umask_before"
  exec "$java" -XX:CRaCRestoreFrom="$image" "$@"
}
