#!/usr/bin/env bash
# Installs Debian's Chromium when it is missing, and fonts with Chinese characters. Needs root for that, and says so.
set -eu
bash "$(dirname "$0")/ensure_fonts.sh"
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "These tests need the Debian package chromium. Install it (apt-get install chromium) or run as root." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install -y --no-install-recommends chromium >/dev/null
