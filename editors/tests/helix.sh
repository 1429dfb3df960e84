#!/usr/bin/env bash
# Helix: `helix.sh [HX]`. Needs tmux and Helix; `unpack.sh DIR forky hx hx HELIX_RUNTIME=/usr/lib/hx/runtime` brings one.
source "$(dirname "$0")/common.sh"

hx=${1:-hx}
need "$hx" "install Helix, or see the head of this script"
prepare
mkdir -p "$XDG_CONFIG_HOME/helix"
snippet Helix >"$XDG_CONFIG_HOME/helix/languages.toml"

start "$hx" "$file:$line:$column"
wait_screen 'i <= count'
wait_menu "'<=' → '<'" Escape Space a
keys Enter
wait_screen 'i < count'
keys Escape
keys :w Enter
wait_file "$("$hx" --version)"
