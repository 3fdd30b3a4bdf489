#!/usr/bin/env bash
# Runs Node 24 or newer: the one that `make setup` brought, else the system's. The compiled modules are kept,
# for every process of a run: the command starts in half the time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
node=$root/.tools/bin/node
[ -x "$node" ] || node=node
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$root/.tools/compile-cache}"
exec "$node" "$@"
