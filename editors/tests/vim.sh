#!/usr/bin/env bash
# Vim with ALE: `vim.sh [VIM]`. Needs tmux, Vim 8 or newer and ALE: apt-get install tmux vim-nox vim-ale
source "$(dirname "$0")/common.sh"

vim=${1:-vim}
need "$vim" "apt-get install vim-nox vim-ale"
prepare
{
    echo 'set nocompatible noswapfile nomore'
    echo 'packadd! ale'
    echo 'let g:ale_linters = {"java": ["fixerr"]}'
    echo 'filetype plugin on'
    # ALE comes with the plugins, after this file.
    echo 'autocmd VimEnter * call Settings() | ALELint'
    echo 'function! Settings() abort'
    snippet 'Vim (ALE)'
    echo 'endfunction'
} >"$folder/vimrc"

start "$vim" -u "$folder/vimrc" "+call cursor($line, $column)" "$file"
wait_screen 'i <= count'
wait_menu "'<=' → '<'" Escape :ALECodeAction Enter
keys 1 Enter
wait_screen 'i < count'
keys :w Enter
wait_file "$("$vim" --version | sed -n 1p)"
