# Reads what CRIU wrote, for people. Sourced by restore.sh and setup.sh.

# Sets error to the line of CRIU's log $1 that tells why it gave up, and remedy to what to do about it;
# both are empty if there is none. The first error is the cause, those behind it are consequences;
# a remedy of "-" marks an error that CRIU reports and gets over.
read_log() {
  while IFS= read -r line; do
    case $line in *'Error ('*) ;; *) continue ;; esac
    remedy=''
    while IFS='|' read -r part known; do
      case $line in *"$part"*) remedy=$known && break ;; esac
    done <"$launcher/libexec/lib/criu-remedies.txt"
    [ "$remedy" != - ] || continue
    error="Error (${line#*"Error ("}"
    return
  done <"$1"
  error='' remedy=''
}

# Explains a log of CRIU.
explain_log() {
  read_log "$1"
  [ -n "$error" ] || { say "CRIU's log names no error" && return; }
  say "CRIU says: $error"
  [ -z "$remedy" ] || say "remedy: $remedy"
}
