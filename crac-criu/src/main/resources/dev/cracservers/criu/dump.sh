# Dumps a process into the image folder it has prepared, as no child of it.
# Arguments: pid, image folder, criu command, leave-running|end, progress file.
pid=$1 image=$2 criu=$3 after=$4 progress=$5
new=$image/criu.new

tell() { printf '%s\n' "$1" >>"$progress"; }

finish() {
  printf '%s\n' "$1" >"$new/result.part" && mv "$new/result.part" "$new/result"
  exit 0
}

# Sets now to the milliseconds since the kernel started.
clock() {
  read -r now rest </proc/uptime
  now=${now%.*}${now#*.}0
}

# What is known only now: version of CRIU, time and sizes.
complete_manifest() {
  "$criu" --version | { read -r label version; printf 'criu.version=%s\n' "$version"; }
  printf 'dump.millis=%s\n' "$1"
  total=0
  ls -ln "$new" | {
    while read -r mode links uid gid size month day time name; do
      case $name in
        *.img)
          printf 'file.%s=%s\n' "$name" "$size"
          total=$((total + size))
          ;;
      esac
    done
    printf 'image.bytes=%s\n' "$total"
  }
}

replace_image() {
  rm -f "$new/go" "$new/worker"
  rm -rf "$image/criu.old"
  [ ! -e "$image/criu" ] || mv "$image/criu" "$image/criu.old" || return 1
  mv "$new" "$image/criu" && mv "$image/manifest.new" "$image/manifest" || return 1
  rm -rf "$image/criu.old"
}

dump() {
  case $after in
    leave-running) state=--leave-running ;;
    # Stopped, not ended: whoever sees the process gone may rely on a complete image.
    *) state=--leave-stopped ;;
  esac
  "$criu" dump -t "$pid" -D "$new" -o "$image/dump.log" -v2 --shell-job --ghost-limit 16M "$state"
}

work() {
  until [ -e "$new/go" ]; do
    kill -0 "$pid" || exit 1
    sleep 0.01
  done
  clock
  begun=$now
  dump
  status=$?
  clock
  [ "$status" -eq 0 ] || finish "criu dump ended with exit status $status"
  if complete_manifest $((now - begun)) >>"$image/manifest.new" && replace_image; then
    tell "image $image"
    if [ "$after" = leave-running ]; then
      mkdir -p "$new" && finish 'done'
    fi
    kill -KILL "$pid"
  else
    kill -CONT "$pid"
    mkdir -p "$new" && finish 'the image folder could not be completed, is the disk full?'
  fi
}

(
  trap '' HUP
  work
) </dev/null >/dev/null 2>&1 &
printf '%s\n' "$!" >"$new/worker"
