# crac setup --grant GROUP DIR: a copy of the CRIU that works here which members of a group may run
# without being root. Sourced by setup.sh.

# Before anything is downloaded.
check_grant() {
  [ "$(id -u)" -eq 0 ] || die 1 "--grant sets capabilities of files, which only root can"
  command -v setcap >/dev/null ||
    die 1 "there is no setcap; on Debian: apt-get install libcap2-bin"
  [ ! -e "$grant_folder" ] || die 1 "$grant_folder exists: --grant makes a new folder"
}

# CRIU runs by its own loader, so that one has the capabilities, or else the program.
grant_criu() {
  program=$(criu_program)
  criu_tree
  mkdir "$grant_folder" && chmod 750 "$grant_folder" || exit 1
  if [ -z "$tree" ]; then
    granted=$grant_folder/criu
    cp -L "$criu" "$granted"
  else
    granted=$grant_folder/${program#"${tree%/*}/"}
    cp -a "$tree" "$grant_folder" && sed "s|'${tree%/*}/|'$grant_folder/|g; s|:${tree%/*}/|:$grant_folder/|g" \
      "$criu" >"$grant_folder/criu"
  fi && chgrp -R "$grant_group" "$grant_folder" && chmod -R u=rwX,g=rX,o= "$grant_folder" &&
    chmod 750 "$grant_folder/criu" "$granted" &&
    setcap cap_checkpoint_restore,cap_setpcap,cap_sys_ptrace+eip "$granted" || {
    rm -rf "$grant_folder"
    die 1 "no CRIU could be put into $grant_folder for group $grant_group"
  }
  say "members of group $grant_group may run $grant_folder/criu: with CRAC_CRIU=$grant_folder/criu they" \
    "checkpoint and restore without being root. They can read the memory of any process by it"
}
