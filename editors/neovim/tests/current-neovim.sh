#!/usr/bin/env bash
# Unpacks a newer Neovim than this system's into a folder: `current-neovim.sh DIR [RELEASE]`. Then `run.sh DIR/nvim` tests with it.
# RELEASE is Debian's forky unless named. Runs without root or chroot, and leaves a folder that is ready as it is.
set -euo pipefail

if [[ $# -lt 1 || $# -gt 2 ]]; then
    echo "usage: $0 DIR [RELEASE]" >&2
    exit 2
fi
unpack=$(cd "$(dirname "$0")/../../tests" && pwd)/unpack.sh
exec "$unpack" "$1" "${2:-forky}" neovim nvim VIMRUNTIME=/usr/share/nvim/runtime
