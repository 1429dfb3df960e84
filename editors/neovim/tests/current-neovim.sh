#!/usr/bin/env bash
# Unpacks the Neovim of another Debian release into a folder, without installing anything: `current-neovim.sh DIR [RELEASE]`.
# Then `DIR/nvim` runs it, here and without root or chroot. RELEASE is forky unless named; a folder that is ready is left as it is.
#
# Needs mmdebstrap (apt-get install mmdebstrap). The program comes with its own C library, so this system's may be older.
set -euo pipefail

if [[ $# -lt 1 || $# -gt 2 ]]; then
    echo "usage: $0 DIR [RELEASE]" >&2
    exit 2
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
release=${2:-forky}
if [[ -x $folder/nvim ]] && "$folder/nvim" --version >/dev/null; then
    "$folder/nvim" --version | sed -n 1p
    exit 0
fi
if ! command -v mmdebstrap >/dev/null; then
    echo "mmdebstrap is not there: apt-get install mmdebstrap" >&2
    exit 2
fi

root=$folder/root
mode=unshare
if [[ $(id -u) -eq 0 ]]; then
    mode=root
fi
for attempt in 1 2 3; do
    rm -rf "$root"
    # A mirror that is some weeks behind is good enough for a test, so its expiry does not count; its signatures do.
    if mmdebstrap --quiet --mode="$mode" --variant=extract --aptopt='Acquire::Check-Valid-Until "false"' \
        --include=neovim "$release" "$root"; then
        break
    fi
    if [[ $attempt -eq 3 ]]; then
        echo "Neovim of Debian $release could not be unpacked" >&2
        exit 1
    fi
    echo "mmdebstrap failed (attempt $attempt of 3); trying again in $((attempt * 15)) s" >&2
    sleep $((attempt * 15))
done

loader=$(find "$root/usr/lib" -name 'ld-linux*.so.*' | sed -n 1p)
if [[ -z $loader ]]; then
    echo "Debian $release brought no C library for Neovim" >&2
    exit 1
fi
libraries=$(dirname "$loader")
# Neovim finds what belongs to it beside the program that runs, which is the loader.
cp "$loader" "$root/usr/bin/loader"
cat >"$folder/nvim.new" <<END
#!/bin/sh
export VIMRUNTIME='$root/usr/share/nvim/runtime'
exec '$root/usr/bin/loader' --argv0 nvim --library-path '$libraries' '$root/usr/bin/nvim' "\$@"
END
chmod +x "$folder/nvim.new"
"$folder/nvim.new" --version | sed -n 1p
mv "$folder/nvim.new" "$folder/nvim"
