# crac doctor [PID] [--json]

. "$launcher/libexec/lib/control.sh"
. "$launcher/libexec/lib/crac-jdk.sh"

asked='' form=text
while [ $# -gt 0 ]; do
  case $1 in
    --json) form=json ;;
    -*) wrong_usage "crac doctor has no option $1" ;;
    *)
      [ -z "$asked" ] || wrong_usage "crac doctor takes one process"
      case $1 in *[!0-9]*) wrong_usage "'$1' is no process id" ;; esac
      asked=$1
      ;;
  esac
  shift
done

pid=$asked control='' java=''
if [ -n "$asked" ]; then
  look_at_process "$asked" || die 1 "there is no process $asked"
  find_control "$asked" || { pid=$asked && control=''; }
  java=$(readlink "/proc/$pid/exe")
  case $java in */java) ;; *) java='' ;; esac
fi
find_engine
find_java "$java"
{ find_criu && [ -x "$criu" ]; } || criu=''
run_tool Doctor "$criu" "$pid" "$control" "$form"
