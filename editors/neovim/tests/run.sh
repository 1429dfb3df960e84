#!/usr/bin/env bash
# Tests the plugin in a real Neovim with the real server: `run.sh [NVIM]`.
#
# NVIM            the Neovim to test (default: nvim)
# FIXERR_SERVER   the server's program (default: fixerr-server on the PATH)
# FIXERR_MODEL    the model (default: the one in this repository)
# FIXERR_TESTS    only the files of tests with these names, such as "fix preview"
# FIXERR_TEST_SECONDS   how long a test waits for a sign before it fails (default: 60)
set -euo pipefail

tests=$(cd "$(dirname "$0")" && pwd)
nvim=${1:-nvim}
server=${FIXERR_SERVER:-fixerr-server}

if ! command -v "$nvim" >/dev/null; then
    echo "$nvim is not there: install Neovim 0.7.2 or newer, or name one" >&2
    exit 2
fi
if ! server=$(command -v "$server"); then
    echo "${FIXERR_SERVER:-fixerr-server} is not there: build it and name it with FIXERR_SERVER" >&2
    exit 2
fi
FIXERR_SERVER=$(realpath "$server")
FIXERR_MODEL=$(realpath "${FIXERR_MODEL:-$tests/../../../models/default}")
export FIXERR_SERVER FIXERR_MODEL

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=()
started=$SECONDS
"$nvim" --version | sed -n 1p

has_enable=$("$nvim" --headless --clean -n +'echo has("nvim-0.11")' +qall 2>&1)

for file in "$tests"/*_test.lua; do
    name=$(basename "$file" _test.lua)
    if [[ -n ${FIXERR_TESTS:-} && " $FIXERR_TESTS " != *" $name "* ]]; then
        continue
    fi
    if [[ $name == enable && $has_enable -eq 0 ]]; then
        echo "== $name: not for this Neovim, which has no vim.lsp.enable (0.11 brings it)"
        continue
    fi
    echo "== $name"
    # Nothing of the user's own Neovim is read or written, and the working folder is nobody's project.
    mkdir -p "$folder/$name"/{config,data,state,cache,run,work}
    if ! (
        cd "$folder/$name/work"
        export FIXERR_TEST_FILE=$file
        export XDG_CONFIG_HOME=$folder/$name/config XDG_DATA_HOME=$folder/$name/data
        export XDG_STATE_HOME=$folder/$name/state XDG_CACHE_HOME=$folder/$name/cache
        export XDG_RUNTIME_DIR=$folder/$name/run
        unset FIXERR_LOG_FILE
        # A headless Neovim writes what a screen would show to standard error.
        timeout --kill-after=10 300 "$nvim" --headless --clean -n -S "$tests/harness.lua" </dev/null 2>../screen
    ); then
        failed+=("$name")
        cat "$folder/$name/screen"
    fi
done

echo "== $((SECONDS - started)) s"
if [[ ${#failed[@]} -gt 0 ]]; then
    echo "failed: ${failed[*]}" >&2
    exit 1
fi
