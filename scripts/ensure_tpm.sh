#!/usr/bin/env bash
# Installs Debian's software TPM and its tools when they are missing. Needs root for that, and says so.
set -eu
missing=()
if ! command -v swtpm >/dev/null; then missing+=(swtpm); fi
if ! command -v swtpm_localca >/dev/null; then missing+=(swtpm-tools); fi
if ! command -v tpm2_checkquote >/dev/null; then missing+=(tpm2-tools); fi
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "These tests need the Debian packages: ${missing[*]}. Install them (apt-get install ${missing[*]}) or run as root." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
