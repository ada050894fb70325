# What CRIU may do here. Sourced by the commands that start it.

# The numbers of capability(7).
CAP_SETPCAP=8 CAP_SYS_ADMIN=21 CAP_CHECKPOINT_RESTORE=40

# Whether this process, and whatever it starts as root or with ambient capabilities, has capability $1.
has_capability() { [ $((0x$capabilities >> $1 & 1)) -eq 1 ]; }

# Sets unprivileged to the option that CRIU needs without CAP_SYS_ADMIN, or to nothing.
find_privileges() {
  while read -r name value; do
    [ "$name" != CapEff: ] || capabilities=$value
  done </proc/self/status
  unprivileged=''
  has_capability $CAP_SYS_ADMIN || unprivileged=--unprivileged
}

# Prints the program that has the capabilities if a file has: $criu, or the loader that it starts.
criu_program() {
  { read -r first && read -r word loader _; } <"$criu"
  case $first:${word:-} in
    '#!'*:exec) loader=${loader#\'} && printf '%s\n' "${loader%\'}" ;;
    *) printf '%s\n' "$criu" ;;
  esac
} 2>/dev/null

# Sets tree to the folder that criu_program is unpacked in, or to nothing if it is installed otherwise.
criu_tree() {
  tree=$(criu_program)
  case $tree in
    "$criu" | '') tree='' ;;
    */usr/lib/*) tree=${tree%/usr/lib/*} ;;
    *) tree=${tree%/lib/*} ;;
  esac
}

# Sets missing to the capabilities that a restore needs and does not have. Without CAP_SETPCAP CRIU
# would wait for ever.
find_missing() {
  missing=''
  has_capability $CAP_SYS_ADMIN || has_capability $CAP_CHECKPOINT_RESTORE ||
    missing=CAP_CHECKPOINT_RESTORE
  has_capability $CAP_SETPCAP || missing="$missing${missing:+ and }CAP_SETPCAP"
  [ -n "$missing" ] || return 0
  granted=$(PATH=$PATH:/usr/sbin:/sbin getcap "$(criu_program)" 2>/dev/null)
  case $granted in *cap_setpcap*cap_checkpoint_restore*) missing='' ;; esac
}

# Says what is missing before CRIU would fail.
require_capabilities() {
  find_privileges
  find_missing
  [ -z "$missing" ] ||
    die 3 "user $(id -u) lacks $missing, which a restore needs. Restore as root, give the service these" \
      "capabilities, or let root grant them to a CRIU: \`crac setup --grant GROUP DIR\`"
}
