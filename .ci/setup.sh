#!/usr/bin/env bash
# Brings what a fresh clone lacks into .tools/ and node_modules/: Node 24, the npm packages, the Toxiproxy server.
# Says one thing where something can't be had: what, and three ways to get it. Quiet and quick when all is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly tools=$PWD/.tools node_version=24.21.0 toxiproxy_version=2.12.0
mkdir -p "$tools/bin"

fail() { # what, way, way, way
  printf '\nws-chaos setup: %s Three ways to get it:\n  1. %s\n  2. %s\n  3. %s\n' "$@" >&2
  exit 254
}
# 24.9: the reference server answers an upgrade to anything but WebSocket as plain HTTP (shouldUpgradeCallback)
is_new_enough() { "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 24 || (a === 24 && b >= 9) ? 0 : 1)' 2>/dev/null; }

bring_node() {
  [ -x "$tools/bin/node" ] && is_new_enough "$tools/bin/node" && return
  rm -f "$tools/bin/node"
  command -v node >/dev/null && is_new_enough node && return
  local arch; arch=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
  local package; package=node-$(uname -s | tr '[:upper:]' '[:lower:]')-$arch
  echo "setup: Node $node_version from npm ($package)"
  command -v npm >/dev/null && npm install --silent --no-save --no-package-lock --ignore-scripts \
    --prefix "$tools/node" "$package@$node_version" ||
    fail 'Node 24.9 or newer is missing.' 'install Node 24 with your package manager or version manager' \
      'install any Node with npm and run this again: it brings Node 24 from npm' \
      "put a node binary at .tools/bin/node"
  ln -sf "../node/node_modules/$package/bin/node" "$tools/bin/node"
}

bring_packages() {
  local stamp=$tools/packages.stamp
  [ -d node_modules ] && cmp -s package-lock.json "$stamp" && return
  echo 'setup: npm packages'
  npm ci --silent --ignore-scripts ||
    fail 'the npm packages could not be installed.' 'run npm ci by hand and read what it says' \
      'point npm at a registry or cache you can reach and run this again' \
      'copy node_modules/ from a checkout of the same commit'
  cp package-lock.json "$stamp"
}

bring_toxiproxy() {
  [ -n "${TOXIPROXY_SERVER:-}" ] && return
  [ -x "$tools/bin/toxiproxy-server" ] && return
  command -v toxiproxy-server >/dev/null && return
  command -v go >/dev/null &&
    echo "setup: Toxiproxy server $toxiproxy_version, built by Go from its pinned module (about half a minute, once)" &&
    (cd faults/toxiproxy/server && GOFLAGS=-mod=readonly \
    go build -o "$tools/bin/toxiproxy-server" github.com/Shopify/toxiproxy/v2/cmd/server) ||
    fail "the Toxiproxy server $toxiproxy_version is missing." \
      'set TOXIPROXY_SERVER to the path of a toxiproxy-server binary' \
      'put toxiproxy-server on PATH (a package or a release binary)' \
      'install Go 1.23 or newer and run this again: it is built from its pinned module'
}

bring_node
bring_packages
bring_toxiproxy
