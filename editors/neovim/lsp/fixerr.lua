-- For `vim.lsp.enable('fixerr')`, from Neovim 0.11 on. `vim.lsp.config('fixerr', { … })` changes what is said here.

return require('fixerr.config').lsp()
