#!/usr/bin/env bash
# Installs Debian's OpenSSH server, which the tests start on loopback, when it is missing. Needs root for that, and says so.
set -eu
[ -x /usr/sbin/sshd ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "These tests need the Debian package openssh-server. Install it (apt-get install openssh-server) or run as root." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install -y --no-install-recommends openssh-server >/dev/null
