# crac restore --lazy: memory comes from the image when it is used, by a page server of CRIU. Sourced by
# restore.sh.

require_lazy() {
  [ -e /dev/userfaultfd ] || [ -e /proc/sys/vm/unprivileged_userfaultfd ] ||
    die 6 "--lazy needs userfaultfd, which this kernel has not: restore without --lazy"
}

# Starts the page server, which answers in $control. Whoever is killed, the others go too: without its
# pages a server would hang or crash.
serve_pages() {
  : >"$control/lazy" || die 1 "the folder $control cannot be written to"
  with=''
  ! setpriv --pdeathsig KILL true 2>/dev/null || with='setpriv --pdeathsig KILL'
  # shellcheck disable=SC2086  # several words, or none
  $with sh "$launcher/libexec/restore/pages.sh" "$pid" "$control" $with "$criu" lazy-pages \
    -D "$image/$image_files" -W "$control" -o lazy.log -v1 $unprivileged 3>&- 4>&- 6>&- 7>&- 8>&- 9>&- &
  pages=$!
  left=500
  until [ -S "$control/lazy-pages.socket" ] || [ "$left" -eq 0 ] || ! kill -0 "$pages" 2>/dev/null; do
    left=$((left - 1))
    sleep 0.01
  done
  [ ! -S "$control/lazy-pages.socket" ] || return 0
  kill -TERM "$pages" 2>/dev/null
  close_stdio
  end_relays
  [ ! -f "$control/lazy.log" ] || explain_log "$control/lazy.log"
  refuse 6 "CRIU's page server for --lazy did not start: restore without --lazy"
}

# The server has ended, and needs no page any more.
end_pages() {
  kill -TERM "$pages" 2>/dev/null
  wait "$pages"
}
