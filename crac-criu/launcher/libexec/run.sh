# crac run [--image DIR] java ...

image=crac-image
while [ $# -gt 0 ]; do
  case $1 in
    --image)
      need_value "$1" $#
      image=$2
      shift 2
      ;;
    --)
      shift
      break
      ;;
    -*) wrong_usage "crac run has no option $1" ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || wrong_usage "crac run needs the command that starts the server: crac run java ..."
java=$1
shift
case ${java##*/} in
  java) ;;
  *) wrong_usage "crac run starts a java command, not '$java'" ;;
esac
command -v "$java" >/dev/null || die 1 "there is no command $java"
absolute "$image"

jar=${CRAC_JAR:-}
for candidate in "$launcher"/lib/crac-criu.jar "$launcher"/../target/crac-criu-*[0-9T].jar; do
  [ -n "$jar" ] || { [ -f "$candidate" ] && jar=$candidate; }
done
[ -f "$jar" ] || die 1 "the engine crac-criu.jar is not beside $launcher/bin; CRAC_JAR names it"
require_criu
fill_kernel_cache
make_control $$

# Performance data is a file that other JVMs delete once this one is dead, and that breaks a restore.
exec "$java" \
  -XX:-UsePerfData \
  -javaagent:"$jar" \
  -Dorg.crac.Core.Compat=dev.cracservers.criu \
  -Ddev.cracservers.criu.path="$criu" \
  -Ddev.cracservers.control="$control" \
  -Ddev.cracservers.image="$path" \
  "$@"
