#!/usr/bin/env bash
# Runs Node 24 or newer: the one that `make setup` brought, else the system's.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
node=$root/.tools/bin/node
[ -x "$node" ] || node=node
exec "$node" "$@"
