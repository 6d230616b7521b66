# Sourced by ./bulla and dev/*: sets JAVA to a java of JDK 25 or newer, or ends with one clear sentence.

_major() { # the feature release of the java in JDK home $1, or 0
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  _on_path=$(command -v java 2>/dev/null) && _on_path=$(readlink -f "$_on_path") && _on_path=${_on_path%/bin/java}
  for _home in "${JAVA_HOME:-}" "${_on_path:-}" /usr/lib/jvm/*; do
    [ -n "$_home" ] || continue
    _version=$(_major "$_home")
    if [ "${_version:-0}" -ge 25 ]; then
      JAVA_HOME=$_home
      JAVA=$_home/bin/java
      return 0
    fi
  done
  echo "bulla: no JDK 25 or newer found (looked at JAVA_HOME, the java on PATH and /usr/lib/jvm/*); install one and set JAVA_HOME to it" >&2
  exit 1
}
