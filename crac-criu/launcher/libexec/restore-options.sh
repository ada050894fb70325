# crac restore DIR [--set NAME=VALUE]... [--env NAME=VALUE]... [--isolate] [--lazy]
#   [--pidfile FILE] [--json FILE] [-- ARGUMENT... | --or-start java ...]
# Sourced by restore.sh.

. "$launcher/libexec/or-start.sh"

# The last three are for report.sh, and not for the server: it must not get them from here.
unset CRAC_PIDFILE CRAC_JSON CRAC_BEGUN
image='' properties='' isolate='' lazy='' or_start='' defines='' asked_to=''
CRAC_PIDFILE='' CRAC_JSON='' CRAC_BEGUN=''

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --set | --env)
        need_value "$1" $#
        case $2 in
          [!=]*=*) ;;
          *) wrong_usage "$1 takes NAME=VALUE, not '$2'" ;;
        esac
        case $2 in *"$newline"*) wrong_usage "$1 ${2%%=*}: a value cannot hold a line break" ;; esac
        if [ "$1" = --set ]; then
          properties=$properties$2$newline
          quote "-D$2"
          defines="$defines $quoted"
        else
          case ${2%%=*} in
            [0-9]* | *[!A-Za-z0-9_]*) wrong_usage "'${2%%=*}' cannot name an environment variable" ;;
          esac
          export "${2?}"
        fi
        shift 2
        ;;
      --pidfile | --json)
        need_value "$1" $#
        absolute "$2"
        if [ "$1" = --json ]; then CRAC_JSON=$path; else CRAC_PIDFILE=$path; fi
        shift 2
        ;;
      --or-start)
        shift
        or_start_by "$@"
        shift $#
        ;;
      --lazy)
        lazy=--lazy-pages
        shift
        ;;
      --isolate)
        isolate=yes
        shift
        ;;
      --) return ;;
      -*) wrong_usage "crac restore has no option $1" ;;
      *)
        [ -z "$image" ] || wrong_usage "crac restore takes one image folder"
        absolute "$1"
        image=$path
        shift
        ;;
    esac
  done
}

# What could not be written later is said now.
prepare_reports() {
  for file in "$CRAC_PIDFILE" "$CRAC_JSON"; do
    [ -z "$file" ] || (: >>"$file") 2>/dev/null || die 1 "the file $file cannot be written to"
  done
  [ -z "$CRAC_PIDFILE" ] || rm -f "$CRAC_PIDFILE"
  [ -z "$CRAC_JSON" ] || { clock && CRAC_BEGUN=$now; }
}
