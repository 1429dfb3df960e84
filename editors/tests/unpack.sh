#!/usr/bin/env bash
# Unpacks a program of another Debian release into a folder, without installing anything:
#
#   unpack.sh DIR RELEASE PACKAGE PROGRAM [VARIABLE=PATH]...
#
# Then `DIR/PROGRAM` runs it, here and without root or chroot. A VARIABLE names a folder of the unpacked system to the program,
# such as VIMRUNTIME=/usr/share/nvim/runtime. A program that runs already is left as it is.
#
# Needs mmdebstrap (apt-get install mmdebstrap). The program comes with its own C library, so this system's may be older.
set -euo pipefail

if [[ $# -lt 4 ]]; then
    echo "usage: $0 DIR RELEASE PACKAGE PROGRAM [VARIABLE=PATH]..." >&2
    exit 2
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
release=$2 package=$3 program=$4
shift 4
if [[ -x $folder/$program ]] && "$folder/$program" --version >/dev/null; then
    "$folder/$program" --version | sed -n 1p
    exit 0
fi
if ! command -v mmdebstrap >/dev/null; then
    echo "mmdebstrap is not there: apt-get install mmdebstrap" >&2
    exit 2
fi

root=$folder/root-$program
mode=unshare
if [[ $(id -u) -eq 0 ]]; then
    mode=root
fi
for attempt in 1 2 3; do
    rm -rf "$root"
    # A mirror that is some weeks behind is good enough for a test, so its expiry does not count; its signatures do.
    if mmdebstrap --quiet --mode="$mode" --variant=extract --aptopt='Acquire::Check-Valid-Until "false"' \
        --include="$package" "$release" "$root"; then
        break
    fi
    if [[ $attempt -eq 3 ]]; then
        echo "$package of Debian $release could not be unpacked" >&2
        exit 1
    fi
    echo "mmdebstrap failed (attempt $attempt of 3); trying again in $((attempt * 15)) s" >&2
    sleep $((attempt * 15))
done

loader=$(find "$root/usr/lib" -name 'ld-linux*.so.*' | sed -n 1p)
if [[ -z $loader ]]; then
    echo "Debian $release brought no C library for $package" >&2
    exit 1
fi
libraries=$(dirname "$loader")
# A program that looks for what belongs to it beside the one that runs finds it, because that is the loader.
cp "$loader" "$root/usr/bin/loader"
{
    echo '#!/bin/sh'
    for assignment in "$@"; do
        echo "export ${assignment%%=*}='$root${assignment#*=}'"
    done
    echo "exec '$root/usr/bin/loader' --argv0 '$program' --library-path '$libraries' '$root/usr/bin/$program' \"\$@\""
} >"$folder/$program.new"
chmod +x "$folder/$program.new"
"$folder/$program.new" --version | sed -n 1p
mv "$folder/$program.new" "$folder/$program"
