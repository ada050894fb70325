# What CRIU knows about the kernel, kept for the next time. Sourced by the commands that start CRIU.
#
# CRIU asks the kernel what it can do, each time, for 30 to 70 ms, unless it finds the answers in
# /run/criu.kdat. It writes that file only where /run is a tmpfs, since the answers hold for one boot.
# Elsewhere this file is ours, and says for which boot it is.
kernel_cache=/run/criu.kdat
kernel_cache_boot=/run/criu.kdat.boot

# Removes answers of an earlier boot.
drop_stale_kernel_cache() {
  { read -r cached_boot <"$kernel_cache_boot"; } 2>/dev/null || return 0
  read -r boot </proc/sys/kernel/random/boot_id
  [ "$cached_boot" = "$boot" ] || rm -f "$kernel_cache" "$kernel_cache_boot"
}

# Lets CRIU write its answers to a tmpfs of its own, and keeps them. Where that is not possible a
# restore only takes longer.
fill_kernel_cache() {
  drop_stale_kernel_cache
  [ "$(id -u)" -eq 0 ] && [ ! -e "$kernel_cache" ] || return 0
  [ "$(stat -f -c %T /run)" != tmpfs ] || return 0
  # shellcheck disable=SC2016  # expanded by the inner shell
  unshare -m sh -c 'mount -t tmpfs none /run && "$1" check && cat /run/criu.kdat >&3' crac "$criu" \
    3>"$kernel_cache.$$" >/dev/null 2>&1 &&
    cat /proc/sys/kernel/random/boot_id >"$kernel_cache_boot" &&
    mv "$kernel_cache.$$" "$kernel_cache"
  rm -f "$kernel_cache.$$"
}
