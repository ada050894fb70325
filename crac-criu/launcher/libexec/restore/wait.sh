# Waits for the restored server as its parent and ends with its exit status.
# Arguments: pid of the server, control folder, pid of the launcher. Started by CRIU in its own place.
#
# A shell cannot wait(2) for a process it did not start. But as long as this one starts no other and
# reads nothing it does not reap this one either, so it stays a zombie, and its stat file tells its
# status.
pid=$1 control=$2 launcher=$3
exec 3>&- 4>&- 5<&- 6>&- 7<&- 8>&- 9>&-
. "${0%/*}/zombie.sh"

# The launcher forwards these; this process only waits.
trap '' TERM INT HUP QUIT USR1 USR2
# It comes when the server ends and, where setpriv arranged that, when the launcher does: CRIU leaves
# all other signals blocked.
trap 'end_with_server; end_without_launcher' CHLD

tell_resumed
# The server creates the file and then opens the pipe. The launcher ends a server that does not.
until has_entered; do
  end_without_launcher
  end_with_server
  read -r _ <"$control/never"
done 2>/dev/null
announce
end_without_launcher
end_with_server
while :; do
  # Nobody ever writes there: open(2) blocks until the signal interrupts it.
  read -r _ <"$control/never"
done 2>/dev/null
