std = "luajit"
read_globals = { "vim" }
max_line_length = 130
-- Options of Neovim are fields that one sets.
globals = { "vim.bo", "vim.wo", "vim.o", "vim.opt", "vim.g", "vim.env", "vim.lsp", "vim.ui", "vim.notify" }
