# crac restore --verify: compares every digest of an image that the checks of a restore have passed, asks
# CRIU, and restores nothing. Sourced by restore.sh.

verify_image() {
  # shellcheck disable=SC2086  # an option, or none
  said=$("$criu" check $unprivileged 2>&1) ||
    die 3 "criu check fails here: $(printf '%s' "$said" | tr '\n' ' '); \`crac setup\` finds or installs one"
  command -v sha256sum >/dev/null || die 1 "--verify needs the command sha256sum: install coreutils or busybox"
  compared=0 damaged=''
  while IFS= read -r line; do
    case $line in
      '') ;;
      *': OK') compared=$((compared + 1)) ;;
      *)
        damaged=${line%: FAILED*}
        say "$damaged has other content than when the image was taken, or cannot be read"
        ;;
    esac
  done <<END
$(expected_digests | sha256sum -c 2>/dev/null)
END
  [ -z "$damaged" ] || die 4 "the image $image is damaged: take a new checkpoint, or bring these files back"
  is_id_free || say "process id $pid of the image is taken now by $holder"
  if [ -n "$CRAC_JSON" ]; then
    json_string "$image"
    report verified ",\"image\":$quoted,\"digests\":$compared"
  fi
  say "the image $image can be restored here: manifest, files, Java, CPU, CRIU and privileges fit," \
    "$compared digests are as they were written"
}

# Prints the digests of the manifest as `sha256sum -c` reads them.
expected_digests() {
  while IFS='=' read -r name value; do
    case $name in
      sha256.*) printf '%s  %s\n' "$value" "$image/$image_files/${name#sha256.}" ;;
      sha256) printf '%s  %s\n' "${value%% *}" "${value#* }" ;;
    esac
  done <"$image/manifest"
}
