# Dumps a process into the image folder it has claimed, as no child of it.
# Arguments: pid and start time of the process, image folder, name of the folder for CRIU's files,
# criu command, leave-running|end, progress file, seconds without a byte after which CRIU hangs, folder
# in which the process takes requests, if it does.
pid=$1 start=$2 image=$3 name=$4 criu=$5 after=$6 progress=$7 stall=$8 control=$9
new=$image/criu.new guard=''

tell() { [ ! -e "$progress" ] || printf '%s\n' "$1" >>"$progress"; }

# Whether the process is there and is no zombie; sets state.
lives() {
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086  # split into fields
  set -- ${stat##*) }
  state=$1
  [ "$1" != Z ] && [ "${20}" = "$start" ]
}

# Prints the living processes below process $1, each behind a space.
below() {
  for list in "/proc/$1/task"/*/children; do
    # The list has no line end. A thread that has ended has none.
    ids=''
    read -r ids <"$list" || [ -n "$ids" ] || continue
    for id in $ids; do
      { read -r stat <"/proc/$id/stat"; } 2>/dev/null || continue
      case ${stat##*)} in
        ' Z'*) ;;
        *) printf ' %s' "$id" && below "$id" ;;
      esac
    done
  done
}

tell_result() { printf '%s\n' "$1" >"$new/result.part" && mv "$new/result.part" "$new/result"; }

# The end without an image: removes what there is of it, then tells the process, if it is there.
finish() {
  [ -z "$guard" ] || kill -USR1 "$guard"
  rm -rf "$new/files"
  tell_result "$1"
  lives || rm -rf "$new" "$image/manifest.new"
  exit 0
}

# Sets now to the milliseconds since the kernel started.
clock() {
  read -r now _ </proc/uptime
  now=${now%.*}${now#*.}0
}

# Sets free to the KiB that are left for the image.
free_space() {
  free=$(df -Pk "$new" | { read -r _ && read -r _ _ _ free _ && echo "$free"; })
  free=${free:-0}
}

# Prints the SHA-256 of CRIU's files, which is known only while the process is stopped.
image_digests() {
  command -v sha256sum >/dev/null || return 0
  (cd "$new/files" && sha256sum -- *.img) | while read -r sum file; do
    printf 'sha256.%s=%s\n' "$file" "$sum"
  done
}

# Sets needed to the bytes of the files outside the image that the process needs, and java to its home.
measure_needed() {
  needed=0 java=''
  while IFS='=' read -r key entry; do
    case $key in
      java.home) java=$entry ;;
      needs) needed=$((needed + ${entry%% *})) ;;
    esac
  done <"$image/manifest.new"
}

# Prints the SHA-256 of those files, while the process runs. The JVM would need several times as long for
# it. The largest file of the JDK is left out: a restore compares the build of the JDK.
needed_digests() {
  command -v sha256sum >/dev/null || return 0
  while IFS='=' read -r key entry; do
    [ "$key" = needs ] || continue
    entry=${entry#* } && file=${entry#* }
    [ "$file" != "$java/lib/modules" ] || continue
    sha256sum <"$file" | { read -r sum _ && printf 'sha256=%s %s\n' "$sum" "$file"; }
  done <"$image/manifest.new"
}

# What is known only now: version of CRIU, time and sizes. Sets bytes.
complete_manifest() {
  sizes=$(ls -ln "$new/files") || return 1
  bytes=0
  {
    "$criu" --version | { read -r _ version; printf 'criu.version=%s\n' "$version"; }
    printf 'dump.millis=%s\n' "$1"
    while read -r _ _ _ _ size _ _ _ file; do
      case ${file:-} in
        *.img)
          printf 'file.%s=%s\n' "$file" "$size"
          bytes=$((bytes + size))
          ;;
      esac
    done <<END
$sizes
END
    echo $((stall + bytes / 10000000)) >"$new/bound"
    image_digests
    cat "$new/digests"
    printf 'image.bytes=%s\n' "$bytes"
  } >"$new/manifest.rest" && cat "$new/manifest.rest" >>"$image/manifest.new"
}

# The last step makes the new image valid, and the one before invalid.
replace_image() {
  mv "$new/files" "$image/$name" && mv "$image/manifest.new" "$image/manifest" || return 1
  for folder in "$image"/criu-*; do
    [ "$folder" = "$image/$name" ] || rm -rf "$folder"
  done
}

# Sets unprivileged to the option that CRIU needs without CAP_SYS_ADMIN, number 21, or to nothing.
find_privileges() {
  while read -r key value; do
    [ "$key" != CapEff: ] || capabilities=$value
  done </proc/self/status
  unprivileged=''
  [ $((0x$capabilities >> 21 & 1)) -eq 1 ] || unprivileged=--unprivileged
}

dump() {
  find_privileges
  case $after in
    leave-running) state=--leave-running ;;
    # Stopped, not ended: whoever sees the process gone may rely on a complete image.
    *) state=--leave-stopped ;;
  esac
  # If this shell is killed nobody lets a stopped process go on: CRIU must not finish then.
  with=''
  ! setpriv --pdeathsig KILL true 2>/dev/null || with='setpriv --pdeathsig KILL'
  # shellcheck disable=SC2086  # $with and $unprivileged may be several words, or none
  exec $with "$criu" dump -t "$pid" -D "$new/files" -o "$image/dump.log" -v2 --shell-job \
    --ghost-limit 16M $unprivileged "$state" >"$new/said" 2>&1
}

# Ends CRIU when it has not written anything for too long.
watch() {
  quiet=0 last='' nap=''
  trap 'kill "$nap"; exit' USR1
  while :; do
    sleep 1 &
    nap=$!
    wait "$nap"
    kill -0 "$1" || return
    size=$(ls -ln "$new/files")
    quiet=$((quiet + 1))
    [ "$size" = "$last" ] || quiet=0
    last=$size
    if [ "$quiet" -ge "$stall" ]; then
      : >"$new/stalled"
      kill -KILL "$1"
      return
    fi
  done
}

# Lets the process go on when the worker was killed or exceeds the seconds in the file bound, which is
# there while CRIU does not run. Without it the process would stay stopped.
guard() {
  nap='' waited=0
  trap 'kill "$nap"; exit' USR1
  read -r worker <"$new/worker"
  while lives; do
    sleep 1 &
    nap=$!
    wait "$nap"
    read -r stat </proc/self/stat
    # shellcheck disable=SC2086  # split into fields
    set -- ${stat##*) }
    if [ "$2" != "$worker" ]; then
      { read -r dumper <"$new/dumper"; } 2>/dev/null && kill -KILL "$dumper"
      break
    fi
    { read -r bound <"$new/bound"; } 2>/dev/null || { waited=0 && continue; }
    waited=$((waited + 1))
    if [ "$waited" -ge "$bound" ]; then
      kill -KILL "$worker"
      # Writing may hang, too, and must not keep the process from going on.
      tell_result "unfinished $waited" &
      sleep 1
      break
    fi
  done
  # CRIU stops the process at its own end, which may still be to come. A process that goes on removes
  # the folder; its next dump must not be disturbed.
  for _ in 1 2 3; do
    lives && { read -r owner <"$new/worker"; } 2>/dev/null && [ "$owner" = "$worker" ] || break
    [ "$state" != T ] || kill -CONT "$pid"
    sleep 0.5
  done
  # With the worker go its children, of which one may hang.
  kill -KILL 0
}

work() {
  until [ -e "$new/go" ]; do
    lives || finish abandoned
    sleep 0.01
  done
  # What is still in the image of a lazy restore would not be in the new one.
  while [ -n "$control" ] && [ -e "$control/lazy" ]; do
    lives || finish abandoned
    sleep 0.05
  done
  guard &
  guard=$!
  measure_needed
  echo $((stall + needed / 10000000)) >"$new/bound"
  needed_digests >"$new/digests"
  rm -f "$new/bound"
  clock
  begun=$now
  rm -f "$image/dump.log"
  dump &
  dumper=$!
  echo "$dumper" >"$new/dumper"
  watch "$dumper" &
  watcher=$!
  wait "$dumper"
  status=$?
  echo "$stall" >"$new/bound"
  rm -f "$new/dumper"
  kill -USR1 "$watcher"
  wait "$watcher"
  clock
  free_space
  [ ! -e "$new/stalled" ] || finish "stalled $stall"
  if [ "$status" -ne 0 ]; then
    # What it finds wrong before it has a log it says aloud.
    [ -e "$image/dump.log" ] || [ ! -s "$new/said" ] ||
      while read -r line; do printf 'Error (criu): %s\n' "$line"; done <"$new/said" >"$image/dump.log"
    finish "status $status $free"
  fi
  # Those that began after the last look would stay behind, stopped, and block each restore.
  children=$(below "$pid")
  if [ -n "$children" ]; then
    # shellcheck disable=SC2086  # several ids
    kill -CONT $children "$pid"
    finish "children$children"
  fi
  millis=$((now - begun))
  if complete_manifest "$millis" && replace_image; then
    tell "image $millis $bytes $image"
    if [ "$after" = leave-running ]; then
      finish 'done'
    fi
    rm -rf "$new"
    [ ! -e "$control/launcher" ] || : >"$control/checkpointed"
    # A launcher that stays with the process needs the folder, and removes it. The folder of another process
    # that comes into its place stays.
    if [ -n "$control" ] && (cd "$control" && [ ! -e launcher ] && rm -rf ./*); then
      rmdir "$control" "${control%/*}"
    fi
    kill -KILL "$pid"
    kill -USR1 "$guard"
  else
    kill -CONT "$pid"
    finish "incomplete $free"
  fi
}

(
  # What kills CRIU half-way can take the process with it: only SIGKILL does, and memory last of all.
  trap '' HUP INT TERM QUIT
  umask 077
  { echo -1000 >/proc/self/oom_score_adj; } 2>/dev/null
  work
) </dev/null >/dev/null 2>&1 &
printf '%s\n' "$!" >"$new/worker"
