# shellcheck shell=bash
# Sourced by the programs beside it: where the tree is, which Java, which class path.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# The java program: $JAVA, else that of $JAVA_HOME, else the one on the path.
java_program() {
  if [ -n "${JAVA:-}" ]; then
    echo "$JAVA"
  elif [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    echo "$JAVA_HOME/bin/java"
  else
    echo java
  fi
}

# Dies unless a JDK of 17 or newer is there: java and, to build, javac beside it.
require_jdk() {
  local java settings version home
  java=$(java_program)
  command -v "$java" >/dev/null || die "a JDK 17 or newer is needed, and there is no $java; install one or set JAVA_HOME"
  settings=$("$java" -XshowSettings:properties -version 2>&1) || die "a JDK 17 or newer is needed; $java does not start"
  version=$(sed -n 's/^ *java\.specification\.version = //p' <<<"$settings")
  home=$(sed -n 's/^ *java\.home = //p' <<<"$settings")
  case $version in
    '' | 1.* | [0-9] | 1[0-6]) die "a JDK 17 or newer is needed; $java is version ${version:-unknown}" ;;
  esac
  [ -x "$home/bin/javac" ] || die "a JDK 17 or newer is needed; $home is a runtime without javac"
}

# class_path MODULE...: the class path of the first module, which uses the others. All of it from the built tree.
class_path() {
  local file=$root/$1/target/classpath.txt path='' module
  [ -s "$file" ] || die "the tree is not built: run ./mvnw -Dquick -DskipTests compile in $root"
  for module in "$@" socket-io-redis-adapter socket-io socket-io-data socket-io-client-files engine-io; do
    path+=$root/$module/target/classes:
  done
  echo "$path$(<"$file")"
}

# Builds a module and what it needs, unless nothing changed since the last time.
build_if_changed() {
  local module=$1 stamp=$root/$1/target/built newer
  if [ -e "$stamp" ] && [ -s "$root/$module/target/classpath.txt" ]; then
    newer=$(cd "$root" && find pom.xml "$module"/{pom.xml,src/main} {engine-io,socket-io-data,socket-io,socket-io-redis-adapter}/{pom.xml,src/main} \
      socket-io-client-files/{pom.xml,package-lock.json} -newer "$stamp" -print -quit)
    [ -n "$newer" ] || return 0
  fi
  echo "${0##*/}: building (the first time takes a while)" >&2
  mkdir -p "$root/$module/target"
  touch "$stamp.new" # from before the build: what changes during it counts as newer
  (cd "$root" && ./mvnw -q -B -Dquick -DskipTests -pl "$module" -am compile) >&2 || die "the build failed"
  mv "$stamp.new" "$stamp"
}
