#!/usr/bin/env bash
# Installs Debian's fonts with Chinese characters, which magnets, letters and forms are printed with. Needs root for that, and says so.
set -eu
ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc >/dev/null 2>&1 && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "Printing needs the Debian package fonts-noto-cjk. Install it (apt-get install fonts-noto-cjk), run as root, or name a folder with such a font in JIAYI_FONT_FOLDER." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install -y --no-install-recommends fonts-noto-cjk >/dev/null
