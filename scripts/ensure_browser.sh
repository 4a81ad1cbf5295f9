#!/usr/bin/env bash
# Installs Debian's Chromium and fonts with Chinese characters when they are missing. Needs root for that, and says so.
set -eu
missing=()
if [ "${1:-}" = chromium ] && ! command -v chromium >/dev/null; then missing+=(chromium); fi
if ! ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc >/dev/null 2>&1; then missing+=(fonts-noto-cjk); fi
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "These tests need the Debian packages: ${missing[*]}. Install them (apt-get install ${missing[*]}) or run as root." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
