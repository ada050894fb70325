# Completion of the crac command for bash: source this file, or install it as
# share/bash-completion/completions/crac. Options come from `crac help`, so there is one list of them.

_crac() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]} crac=${COMP_WORDS[0]} position
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W 'setup doctor run checkpoint restore inspect help version' -- "$word")
    return
  fi
  # What follows `java` is for java.
  for ((position = 2; position < COMP_CWORD; position++)); do
    if [[ ${COMP_WORDS[position]} == java || ${COMP_WORDS[position]} == */java ]]; then
      compopt -o default 2>/dev/null
      return 0
    fi
  done
  case $before in
    --image) mapfile -t COMPREPLY < <(compgen -d -- "$word") && return ;;
    --json | --pidfile)
      if [[ $command == restore ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
      fi
      ;;
    --env-file) mapfile -t COMPREPLY < <(compgen -f -- "$word") && return ;;
    --set | --env | --suite | --timeout | --stage-timeout) return ;;
    --or-start) mapfile -t COMPREPLY < <(compgen -c -- "$word") && return ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$("$crac" help "$command" 2>/dev/null |
      sed -n 's/^  \(--[a-z-]*\).*/\1/p')" -- "$word")
    return
  fi
  case $command in
    run) mapfile -t COMPREPLY < <(compgen -W java -- "$word" && compgen -c -- "$word" | grep '/java$') ;;
    checkpoint | doctor) mapfile -t COMPREPLY < <(compgen -W "$(_crac_processes)" -- "$word") ;;
    restore | inspect) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    help)
      mapfile -t COMPREPLY < <(compgen -W \
        'setup doctor run checkpoint restore inspect environment images status' -- "$word")
      ;;
  esac
}

# The processes that take requests, of this user.
_crac_processes() {
  local runs=${CRAC_RUN_DIR:-/run/crac} pipe
  if [[ -z ${CRAC_RUN_DIR:-} && $UID -ne 0 ]]; then
    runs=/run/user/$UID/crac
    [[ -d /run/user/$UID ]] || runs=/tmp/crac-$UID
  fi
  for pipe in "$runs"/*/*/requests; do
    pipe=${pipe%/requests}
    [[ ! -d /proc/${pipe##*/} ]] || printf '%s\n' "${pipe##*/}"
  done
}

complete -o filenames -F _crac crac
