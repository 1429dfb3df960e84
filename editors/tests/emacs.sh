#!/usr/bin/env bash
# Emacs with eglot: `emacs.sh [EMACS]`. Needs tmux, and Emacs 29 or newer, or an older one with eglot:
# apt-get install tmux emacs-nox elpa-eglot
source "$(dirname "$0")/common.sh"

emacs=${1:-emacs}
need "$emacs" "apt-get install emacs-nox elpa-eglot"
prepare
{
    # Where a package manager has put eglot, which older versions lack.
    echo "(let ((default-directory \"/usr/share/emacs/site-lisp/elpa/\"))"
    echo "  (when (file-directory-p default-directory) (normal-top-level-add-subdirs-to-load-path)))"
    snippet 'Emacs (eglot)'
    echo "(autoload 'eglot \"eglot\" nil t)"
} >"$folder/init.el"

start "$emacs" -nw -Q -l "$folder/init.el" "+$line:$column" "$file"
wait_screen 'i <= count'
keys M-x
wait_screen 'M-x'
keys -l eglot
keys Enter
wait_screen '[eglot'
wait_menu 'Pick an action' C-g M-x 'eglot-code-actions' Enter
# The best one is what Enter takes.
keys Enter
wait_screen 'i < count'
keys C-x C-s
wait_file "$("$emacs" --version | sed -n 1p)"
