-- Defines `:FixErr`; nothing else is loaded before it is used. See `:help fixerr`.

if vim.g.loaded_fixerr then
  return
end
vim.g.loaded_fixerr = true

if vim.fn.has('nvim-0.7') == 0 then
  vim.api.nvim_echo({ { 'FixErr needs Neovim 0.7.2 or newer', 'WarningMsg' } }, true, {})
  return
end

vim.api.nvim_create_user_command('FixErr', function(command)
  require('fixerr.command').run(command)
end, {
  nargs = '?',
  range = true,
  bang = true,
  complete = function(lead)
    return require('fixerr.command').complete(lead)
  end,
  desc = 'Offer fixes for the lines; with ! take the best one',
})
