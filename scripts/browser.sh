# The page tests' browser: one that is here, Debian's by apt where we may, or the one an npm
# package ships. Sourced by scripts/test; sets HOURGLASS_BROWSER.

runs() { [ -n "$1" ] && [ -x "$1" ] && "$1" --headless --no-sandbox --version >/dev/null 2>&1; }

found_browser() {
  local name
  for name in "${HOURGLASS_BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable \
      target/browser/chromium; do
    [ -n "$name" ] || continue
    name=$(command -v "$name" || true)
    if runs "$name"; then
      HOURGLASS_BROWSER=$(readlink -f "$name")
      export HOURGLASS_BROWSER
      return
    fi
  done
  return 1
}

by_apt() {
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
  say "Installing the page tests' browser (Debian's chromium) ..."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium
}

by_npm() {
  say "Fetching the page tests' browser (npm's @sparticuz/chromium) ..."
  mkdir -p target/browser
  npm install --silent --no-save --ignore-scripts --prefix target/browser @sparticuz/chromium@153.0.0 &&
    node --input-type=module -e '
      import { chmodSync, readFileSync, writeFileSync } from "node:fs";
      import { brotliDecompressSync } from "node:zlib";
      const from = "target/browser/node_modules/@sparticuz/chromium/bin/";
      writeFileSync("target/browser/chromium", brotliDecompressSync(readFileSync(from + "chromium.br")));
      chmodSync("target/browser/chromium", 0o755);'
}

need_browser() {
  found_browser && return
  by_apt >&2 && found_browser && return
  by_npm >&2 && found_browser && return
  missing "a browser for the page tests (chromium)" \
    "your system's package chromium, or set HOURGLASS_BROWSER to one; HOURGLASS_SKIP_PAGE_TESTS=1 leaves them out"
}
