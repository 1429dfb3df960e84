#!/usr/bin/env bash
# Installs what the end-to-end test of the VS Code extension needs: `install.sh [FOLDER]`.
#
# Real VS Code comes as code-server, which serves it to a browser, and the browser is Chromium without a window. FOLDER is
# where code-server goes (default: target/vscode-e2e/code-server of this project). A second call returns at once.
set -euo pipefail

# The newest code-server that runs on Node 20; it holds VS Code 1.100.3.
version=4.100.3
# Goes up when the steps below change, so that an older installation is made anew.
recipe=1

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(realpath -m "${1:-${CARGO_TARGET_DIR:-$here/../../../target}/vscode-e2e/code-server}")
stamp=$folder/installed

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

# Runs a command that needs the network, up to three times.
retry() {
    local attempt
    for attempt in 1 2 3; do
        if "$@"; then
            return 0
        fi
        if [ "$attempt" -lt 3 ]; then
            echo "install.sh: '$1 ${2-}' failed (attempt $attempt of 3); trying again in $((attempt * 15)) s" >&2
            sleep $((attempt * 15))
        fi
    done
    fail "'$*' failed three times; is the network there?"
}

has_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

apt() {
    apt-get -o Acquire::Retries=2 "$@" </dev/null
}

# The programs that come from the distribution. The compiler builds the parts of VS Code that are not JavaScript.
install_programs() {
    local missing=()
    has_chromium >/dev/null || missing+=(chromium)
    command -v rg >/dev/null || missing+=(ripgrep)
    command -v git >/dev/null || missing+=(git)
    { command -v make && command -v g++; } >/dev/null || missing+=(build-essential)
    command -v python3 >/dev/null || missing+=(python3)
    if [ ${#missing[@]} -eq 0 ]; then
        return
    fi
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        fail "missing programs: install ${missing[*]} (Debian's names) and run this again"
    fi
    echo "install.sh: installing ${missing[*]}"
    retry apt -qq update
    DEBIAN_FRONTEND=noninteractive retry apt -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

check_node() {
    command -v npm >/dev/null || fail "npm is missing: install Node.js 20 with npm"
    local major
    major=$(node --print 'process.versions.node.split(".")[0]')
    [ "$major" -eq 20 ] || fail "code-server $version needs Node.js 20, and this is $(node --version)"
}

# npm, quiet, without the scripts that download programs.
install_modules() {
    retry npm install --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error "$@" >/dev/null
}

# Builds native modules against the headers beside this node, where they are; node-gyp would download them otherwise.
build_modules() {
    local log=$folder/build.log
    if ! npm rebuild --foreground-scripts --build-from-source "$@" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        fail "npm could not build $*; all it said is in $log"
    fi
}

install_code_server() {
    local headers
    headers=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
    if [ -f "$headers/include/node/node.h" ]; then
        export npm_config_nodedir=$headers
    fi
    # Some of the scripts start others with npx, which would ask.
    export npm_config_yes=true

    rm -rf "$folder"
    mkdir -p "$folder"
    cd "$folder"
    echo '{ "private": true }' >package.json
    echo "install.sh: code-server $version into $folder; this takes a minute or two"
    install_modules "code-server@$version"
    build_modules argon2

    cd node_modules/code-server/lib/vscode
    install_modules --omit=dev
    # kerberos (proxies) and node-pty (terminals) stay unbuilt: no test needs them.
    build_modules @vscode/spdlog native-watchdog
    mkdir -p node_modules/@vscode/ripgrep/bin
    ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
    # What code-server's own postinstall.sh does.
    ln -sfn node_modules node_modules.asar
    ln -sf code-linux.sh bin/remote-cli/code-server
    ln -sf browser-linux.sh bin/helpers/browser.sh

    cd extensions
    install_modules --omit=dev
    node postinstall.mjs >/dev/null
}

check_node
install_programs
wanted="code-server $version, recipe $recipe, node $(node --version)"
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    (install_code_server)
    echo "$wanted" >"$stamp"
fi
# The library that drives the browser.
cd "$here"
if [ "$(node --print 'try { require("playwright-core/package.json").version } catch { "" }' 2>/dev/null)" \
    != "$(node --print 'require("./package.json").devDependencies["playwright-core"]')" ]; then
    retry npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
fi
echo "install.sh: $wanted: ready in $folder"
