#!/usr/bin/env bash
# Installs Lighthouse and axe from their lock when they are missing. Nothing of them is served.
set -eu
tools=$(cd "$(dirname "$0")/../tests/screens/tools" && pwd)
lock=$tools/node_modules/.installed
[ "$lock" -nt "$tools/package-lock.json" ] && exit 0
npm --prefix "$tools" ci --no-audit --no-fund --loglevel=error
touch "$lock"
