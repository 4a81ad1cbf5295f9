#!/usr/bin/env bash
# Installs Debian's SoftHSM 2, a PKCS#11 token in software, when it is missing. Needs root for that, and says so.
set -eu
command -v softhsm2-util >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "These tests need the Debian package softhsm2. Install it (apt-get install softhsm2) or run as root." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install -y --no-install-recommends softhsm2 >/dev/null
