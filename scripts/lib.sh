# What the scripts share: finding the tools, building. Sourced, from any folder.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

missing() {
  printf 'Missing: %s\n' "$1" >&2
  printf 'Get it:  %s\n' "$2" >&2
  exit 1
}

# at_least VERSION MINIMUM, compared number by number
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

is_jdk_25() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${version:-0}" -ge 25 ]
}

# JAVA_HOME if it will do, else the java on the PATH, else the newest JDK where systems keep them.
need_jdk() {
  local on_path candidate
  on_path=$(command -v javac || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" $(ls -d /usr/lib/jvm/* /usr/java/* /opt/*jdk* \
      /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home 2>/dev/null | sort -rV); do
    if is_jdk_25 "$candidate"; then
      export JAVA_HOME=$candidate PATH="$candidate/bin:$PATH"
      return
    fi
  done
  missing "a JDK, version 25 or newer" \
    "https://adoptium.net (or your system's packages), then set JAVA_HOME to its folder"
}

need_maven() {
  local version
  version=$(mvn -v 2>/dev/null | sed 's/\x1b\[[0-9;]*m//g' | sed -n 's/^Apache Maven \([0-9.]*\).*/\1/p') || true
  [ -n "$version" ] && at_least "$version" 3.8.7 ||
    missing "Maven, version 3.8.7 or newer (found ${version:-none})" \
      "your system's package maven, or https://maven.apache.org/download.cgi"
}

need_node() {
  local version
  version=$(node -p process.versions.node 2>/dev/null) || true
  [ -n "$version" ] && at_least "$version" 20 && command -v npm >/dev/null ||
    missing "Node with npm, version 20 or newer (found ${version:-none})" \
      "your system's packages nodejs and npm, or https://nodejs.org"
}

need_tools() { need_jdk && need_maven && need_node; }

# What a build depends on, as one hash: every source file's name, size and time.
sources() {
  find pom.xml ./*/pom.xml ./*/package*.json ./*/foundry.toml ./*/src -type f \
    -printf '%p %s %T@\n' 2>/dev/null | sort | sha256sum
}

# Builds the service unless it is up to date.
build() {
  local stamp=api/target/.built
  if [ -f api/target/quarkus-app/quarkus-run.jar ] && [ "$(cat $stamp 2>/dev/null)" = "$(sources)" ]; then
    return
  fi
  say "Building (the first time this takes a few minutes) ..."
  local before
  before=$(sources)
  mvn -q -B package -DskipTests -Dspotless.check.skip
  printf '%s\n' "$before" > $stamp
}

# How the service is run.
java_options=(-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -Djava.util.logging.manager=org.jboss.logmanager.LogManager)

# How tests and benchmarks are run. The service is not started with the vector module: nothing in it
# needs the scenarios of ten thousand accounts yet, and without the module plain loops give the same.
test_options=(--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)

# test_classpath MODULE: compiles it with its tests, and sets $classpath to what they are run with.
test_classpath() {
  say "Compiling ..."
  mkdir -p target
  # One call, so that the modules above are found as they were just compiled; the plugin runs in each
  # of them, this module's line is the last.
  local log=target/$1-classpath.log
  if ! mvn -q -B -pl "$1" -am test-compile exec:exec -Dspotless.check.skip -Dexec.executable=echo \
      -Dexec.classpathScope=test -Dexec.args="hourglass-classpath %classpath" > "$log"; then
    grep -v hourglass-classpath "$log" >&2
    exit 1
  fi
  classpath=$(sed -n 's/^.*hourglass-classpath //p' "$log" | tail -n 1)
  case $classpath in
    *$1/target/test-classes*) ;;
    *) missing "the class path of $1's tests" "mvn -pl $1 -am test-compile, which says why" ;;
  esac
}
