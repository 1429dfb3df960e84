-- Commands of FixErr; the work is in lua/fixerr/init.lua and begins with require('fixerr').setup {}.

if vim.g.loaded_fixerr then
  return
end
vim.g.loaded_fixerr = true

vim.api.nvim_create_user_command('FixErr', function(command)
  local ranged = command.range > 0
  require('fixerr').fix({
    first = ranged and command.line1 or nil,
    last = ranged and command.line2 or nil,
    apply = command.bang,
  })
end, { range = true, bang = true, desc = 'Repair the lines; with ! take the best candidate' })

vim.api.nvim_create_user_command('FixErrStart', function()
  require('fixerr').attach(0)
end, { desc = 'Start FixErr for this buffer' })
