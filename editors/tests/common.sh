# For the scripts beside it: an editor in a terminal, with the settings that editors/README.md prints, repairs a file.
# Each script takes FIXERR_SERVER (default: fixerr-server on the PATH) and FIXERR_MODEL (default: the one in this repository),
# and ends with status 0 only if the file on disk is right.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
line=4 column=26
before='class Sensor {
    double mean(int[] readings, int count) {
        double sum = 0;
        for (int i = 0; i <= count; i++) {
            sum += readings[i];
        }
        return sum / count;
    }
}'
after=${before/<=/<}

fail() {
    echo "$*" >&2
    exit 1
}

# need PROGRAM HOW-TO-INSTALL
need() {
    command -v "$1" >/dev/null || fail "$1 is not there: $2"
}

# The first block of code below a heading of editors/README.md.
snippet() {
    awk -v heading="## $1" '
        $0 == heading { inside = 1; next }
        inside && /^## / { exit }
        inside && /^```/ { if (block) exit; block = 1; next }
        block' "$here/../README.md"
}

# The settings name `fixerr-server`, so it must be on the PATH under that name; the terminal is tmux's own.
prepare() {
    need tmux "apt-get install tmux"
    local server
    server=$(command -v "${FIXERR_SERVER:-fixerr-server}") ||
        fail "${FIXERR_SERVER:-fixerr-server} is not there: build it and name it with FIXERR_SERVER"
    folder=$(mktemp -d)
    trap finish EXIT
    mkdir -p "$folder"/{bin,config,data,state,cache,home,project}
    ln -s "$(realpath "$server")" "$folder/bin/fixerr-server"
    FIXERR_MODEL=$(realpath "${FIXERR_MODEL:-$here/../../models/default}")
    export FIXERR_MODEL PATH="$folder/bin:$PATH" HOME="$folder/home" LC_ALL=C.UTF-8 TERM=xterm-256color
    export XDG_CONFIG_HOME="$folder/config" XDG_DATA_HOME="$folder/data"
    export XDG_STATE_HOME="$folder/state" XDG_CACHE_HOME="$folder/cache"
    file=$folder/project/Sensor.java
    printf '%s\n' "$before" >"$file"
}

finish() {
    tmux -S "$folder/tmux" kill-server 2>/dev/null || true
    rm -rf "$folder"
}

# start COMMAND...: runs the editor in a terminal of its own.
start() {
    local command
    printf -v command '%q ' "$@"
    tmux -S "$folder/tmux" -f /dev/null new-session -d -x 100 -y 30 -c "$folder/project" "$command"
    # Escape alone is a key, too; an editor in tmux would wait half a second for the rest of a sequence.
    tmux -S "$folder/tmux" set-option -s escape-time 0
}

keys() {
    tmux -S "$folder/tmux" send-keys "$@"
}

screen() {
    tmux -S "$folder/tmux" capture-pane -p
}

# shows SECONDS TEXT: whether the screen shows the text within that time.
shows() {
    local until=$((SECONDS + $1))
    while [[ $SECONDS -le $until ]]; do
        if screen | grep -qF -- "$2"; then
            return 0
        fi
        sleep 0.1
    done
    return 1
}

wait_screen() {
    shows 90 "$1" || fail "waited in vain for '$1' on the screen:
$(screen)"
}

# wait_menu TEXT BACK KEYS...: types the keys until the screen shows the text; BACK leaves what else they opened. An editor does not
# say when its server is ready, so it is asked again until then.
wait_menu() {
    local text=$1 back=$2 attempt
    shift 2
    for attempt in $(seq 20); do
        keys "$@"
        if shows 5 "$text"; then
            return 0
        fi
        echo "no menu yet (attempt $attempt)"
        keys "$back"
    done
    fail "no menu with '$text' came:
$(screen)"
}

wait_file() {
    local until=$((SECONDS + 90))
    while [[ $SECONDS -le $until ]]; do
        if [[ $(cat "$file") == "$after" ]]; then
            echo "$1 repaired the file in $SECONDS s"
            return 0
        fi
        sleep 0.1
    done
    fail "the file on disk is not right:
$(cat "$file")
The screen:
$(screen)"
}
