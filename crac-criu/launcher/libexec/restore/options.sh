# crac restore [DIR] [--set NAME=VALUE]... [--env NAME=VALUE]... [--env-file FILE]... [--keep-env]
#   [--isolate] [--lazy] [--verify] [--pidfile FILE] [--json FILE] [-- ARGUMENT... | --or-start java ...]
# Sourced by restore.sh.

. "$launcher/libexec/restore/or-start.sh"

# The last three are for report.sh, and not for the server: it must not get them from here.
unset CRAC_PIDFILE CRAC_JSON CRAC_BEGUN
image='' verify='' keep_env='' named='' properties='' isolate='' lazy='' or_start='' defines='' asked_to=''
CRAC_PIDFILE='' CRAC_JSON='' CRAC_BEGUN=''

require_variable() {
  case $1 in
    [0-9]* | *[!A-Za-z0-9_]*) wrong_usage "'$1' cannot name an environment variable" ;;
  esac
}

# Takes NAME=VALUE from each line of file $1; empty lines and those with a # in front are left out. What
# --env names is left as it is. A value may be a secret, so no message quotes a line.
read_env_file() {
  [ -f "$1" ] && [ -r "$1" ] || die 1 "the file $1 of --env-file cannot be read"
  number=0
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    case $line in
      '' | '#'*) continue ;;
      [!=]*=*) ;;
      *) wrong_usage "--env-file: line $number of $1 is not NAME=VALUE" ;;
    esac
    require_variable "${line%%=*}"
    case $named in
      *" ${line%%=*} "*) ;;
      *) export "${line?}" ;;
    esac
  done <"$1"
}

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
          require_variable "${2%%=*}"
          named="$named ${2%%=*} "
          export "${2?}"
        fi
        shift 2
        ;;
      --env-file)
        need_value "$1" $#
        read_env_file "$2"
        shift 2
        ;;
      --keep-env)
        keep_env=--keep-env
        shift
        ;;
      --verify)
        verify=--verify
        shift
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
