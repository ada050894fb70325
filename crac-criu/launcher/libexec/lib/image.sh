# Reads and checks an image folder. Sourced by restore.sh; $image is the folder.

newline='
'

# The format of a manifest that this launcher reads.
known_format=4

# Sets pid, image_files (a folder), channel, stdio_0 to stdio_2, appended (paths, a line each) and what
# check_image needs.
read_image() {
  [ -e "$image" ] || die 4 "there is no image folder $image"
  [ -d "$image" ] || die 4 "the image $image is no folder"
  [ -r "$image" ] && [ -x "$image" ] || die 4 "the image folder $image cannot be read by $(id -un)"
  [ -f "$image/manifest" ] ||
    die 4 "the folder $image holds no image: it has no manifest, so no checkpoint was completed there"
  [ -r "$image/manifest" ] || die 4 "the manifest $image/manifest cannot be read by $(id -un)"
  pid='' image_files='' channel='' java_home='' java_build='' cpu_flags='' files='' format=''
  appended='' needed='' digests='' stdio_0=none stdio_1=none stdio_2=none
  while IFS='=' read -r name value; do
    case $name in
      format) format=$value ;;
      files) image_files=$value ;;
      pid) pid=$value ;;
      channel) channel=$value ;;
      java.home) java_home=$value ;;
      java.build) java_build=$value ;;
      cpu.flags) cpu_flags=$value ;;
      needs) needed=$needed$value$newline ;;
      sha256) digests=$digests$value$newline ;;
      append) appended=$appended$value$newline ;;
      stdio.0) stdio_0=$value ;;
      stdio.1) stdio_1=$value ;;
      stdio.2) stdio_2=$value ;;
      file.*) files="$files ${name#file.}=$value" ;;
    esac
  done <"$image/manifest"
  [ "$format" = "$known_format" ] ||
    die 4 "the manifest of $image is of format '$format', this crac reads format $known_format: take a" \
      "new checkpoint"
  case $pid in '' | *[!0-9]*) die 4 "the manifest of $image names no process: take a new checkpoint" ;; esac
  case $image_files in
    '' | */*) die 4 "the manifest of $image names no folder of CRIU's files: take a new checkpoint" ;;
  esac
  [ -n "$files" ] || die 4 "the manifest of $image names no files: take a new checkpoint"
}

check_image() {
  check_files
  check_java
  check_needed
  check_cpu
}

check_files() {
  present=$(ls -ln "$image/$image_files" 2>/dev/null) || die 4 "the image $image has lost its folder $image_files"
  sizes=$(printf '%s\n' "$present" | {
    while read -r _ _ _ _ size _ _ _ name; do
      printf ' %s=%s' "${name:-}" "${size:-}"
    done
  })' '
  for file in $files; do
    case $sizes in
      *" $file "*) ;;
      *" ${file%=*}="*)
        size=${sizes#*" ${file%=*}="}
        die 4 "the image is damaged: $image/$image_files/${file%=*} has ${size%% *} bytes, not ${file##*=}"
        ;;
      *) die 4 "the image is damaged: $image/$image_files/${file%=*} is missing" ;;
    esac
  done
}

check_java() {
  [ -d "$java_home" ] || die 4 "the image $image needs Java $java_build at $java_home, which is not there"
  build=''
  if [ -r "$java_home/release" ]; then
    while IFS='=' read -r name value; do
      case $name in JAVA_RUNTIME_VERSION) build=${value#\"} && build=${build%\"} ;; esac
    done <"$java_home/release"
  fi
  [ -z "$build" ] || [ "$build" = "$java_build" ] ||
    die 4 "the image $image is of Java $java_build, but $java_home is Java $build now:" \
      "take a new checkpoint, or bring that Java back"
}

# Files outside the image that the server has mapped, open or on its class path. A line is SIZE TIME PATH.
# Without stat(1) it is left to CRIU to find a file of another size, which it does not explain.
check_needed() {
  command -v stat >/dev/null || return 0
  old_ifs=$IFS
  IFS=$newline
  set -f
  set --
  for entry in $needed; do
    entry=${entry#* }
    set -- "$@" "${entry#* }"
  done
  present=$newline$([ $# -eq 0 ] || stat -L -c '%s %Y %n' -- "$@" 2>/dev/null)$newline
  for entry in $needed; do
    case $present in *"$newline$entry$newline"*) ;; *) check_file "$entry" ;; esac
  done
  set +f
  IFS=$old_ifs
}

# Another time alone is no change: a copy of the file may have one.
check_file() {
  IFS=$old_ifs
  size=${1%% *}
  file=${1#* } && file=${file#* }
  [ -f "$file" ] ||
    die 4 "the image $image needs $file, which is not there: bring that file back, or take a new checkpoint"
  now=$(stat -L -c %s -- "$file")
  [ "$now" = "$size" ] ||
    die 4 "$file has $now bytes, and had $size when the image $image was taken: bring that file back," \
      "or take a new checkpoint"
  case $newline$digests in *" $file$newline"*) ;; *) return 0 ;; esac
  sum=$(sha256sum <"$file" 2>/dev/null) || return 0
  case $newline$digests in
    *"$newline${sum%% *} $file$newline"*) ;;
    *)
      die 4 "$file has other content than when the image $image was taken: bring that file back, or take" \
        "a new checkpoint"
      ;;
  esac
}

check_cpu() {
  present=''
  while IFS= read -r line; do
    case $line in flags* | Features*) present=" ${line#*:} " && break ;; esac
  done </proc/cpuinfo
  missing=''
  for flag in $cpu_flags; do
    case $present in *" $flag "*) ;; *) missing="$missing $flag" ;; esac
  done
  [ -z "$missing" ] ||
    die 4 "the image $image was taken on a CPU with$missing, which this one lacks: take a new" \
      "checkpoint on the weakest machine that is to restore it"
}
