# Sets quoted to $1 as a string of JSON.
json_string() {
  quoted=\"$(printf '%s' "$1" | tr '[:cntrl:]' ' ' | sed 's/[\\"]/\\&/g')\"
}
