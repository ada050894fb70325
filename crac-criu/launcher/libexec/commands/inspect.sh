# crac inspect DIR [--json] [--verify]

. "$launcher/libexec/lib/crac-jdk.sh"

image='' form=text verify=no
while [ $# -gt 0 ]; do
  case $1 in
    --json) form=json ;;
    --verify) verify=yes ;;
    -*) wrong_usage "crac inspect has no option $1" ;;
    *)
      [ -z "$image" ] || wrong_usage "crac inspect takes one image folder"
      absolute "$1"
      image=$path
      ;;
  esac
  shift
done
[ -n "$image" ] || wrong_usage "crac inspect needs the folder of an image"
[ -d "$image" ] || die 4 "there is no image folder $image"
[ -r "$image" ] && [ -x "$image" ] || die 4 "the image folder $image cannot be read by $(id -un)"
[ -f "$image/manifest" ] ||
  die 4 "the folder $image holds no image: it has no manifest, so no checkpoint was completed there"

java=''
while IFS='=' read -r name value; do
  case $name in java.home) java=$value/bin/java ;; esac
done <"$image/manifest"
find_engine
find_java "$java"
run_tool Inspect "$image" "$form" "$verify"
