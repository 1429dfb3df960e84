-- Neovim's own way, from 0.11 on: `vim.lsp.enable('fixerr')` with nothing else.

local t = require('fixerr.tests')

local PYTHON = { 'def f(size):', '    retrun size' }

local function settings(more)
  return { fixerr = vim.tbl_extend('force', { loadingWaitMs = 60000, budgetMs = 60000 }, more or {}) }
end

--- The program is not on the PATH of a test.
local function enable()
  vim.lsp.config('fixerr', { cmd = { t.server }, settings = settings() })
  vim.lsp.enable('fixerr')
end

t.test('a file is served and repaired', function()
  enable()
  t.edit('file.py', PYTHON)
  t.ready()
  vim.cmd('2FixErr!')
  t.wait('the fix', function()
    return t.lines()[2] == '    return size'
  end)
  t.equal(require('fixerr').client().config.cmd_cwd, require('fixerr.config').neutral_folder())
end)

t.test('the preview, restart and statusline work as with setup', function()
  enable()
  t.edit('file.py', PYTHON)
  t.ready()
  vim.cmd('2FixErr candidates')
  t.wait('the preview', function()
    return #t.floats() == 2
  end)
  t.type('<CR>')
  t.wait('the fix', function()
    return t.lines()[2] == '    return size'
  end)
  t.kill_server()
  vim.cmd('FixErr restart')
  t.ready()
end)

t.test('one server serves files of all folders, and no buffers that are none', function()
  enable()
  t.edit('first.py', PYTHON)
  t.ready()
  local id = require('fixerr').client().id
  t.edit('second.py', PYTHON)
  t.ready()
  t.equal(#vim.lsp.get_clients({ name = 'fixerr' }), 1)
  t.equal(require('fixerr').client().id, id)
  t.equal(#require('fixerr').client().workspace_folders, 2, 'it hears of both')
  local buffer = vim.api.nvim_create_buf(true, false)
  vim.api.nvim_buf_set_name(buffer, 'fugitive:///repository/.git//0/file.py')
  vim.api.nvim_set_current_buf(buffer)
  vim.bo.filetype = 'python'
  -- Neovim starts clients a moment after the event; a file that is opened behind this buffer shows that the moment has passed.
  t.edit('third.py', PYTHON)
  t.ready()
  t.is(not vim.lsp.buf_is_attached(buffer, id), 'a buffer of a plugin is served')
end)

t.test('vim.lsp.config has the last word on settings', function()
  vim.lsp.config('fixerr', { settings = settings({ enable = false }) })
  enable()
  vim.lsp.config('fixerr', { settings = settings({ enable = false }) })
  t.edit('file.py', PYTHON)
  t.wait('the server to be off', function()
    return require('fixerr').statusline() == 'FixErr off'
  end)
  vim.lsp.config('fixerr', { settings = settings({ enable = true }) })
end)

t.test('a server that was ended stays away until it is asked for', function()
  enable()
  t.stays_away()
end)

t.test('markers of all servers may be nested, and those of setup have the last word', function()
  vim.lsp.config('*', { root_markers = { { 'a.such', 'b.such' }, '.git' } })
  vim.lsp.config('fixerr', { root_markers = { { 'a.such', 'b.such' }, '.git' } })
  enable()
  local folder = vim.fn.fnamemodify(t.edit('first.py', PYTHON), ':h')
  t.ready()
  t.equal(require('fixerr').client().config.root_dir, folder)
  vim.fn.mkdir(folder .. '/inner/mine', 'p')
  vim.fn.writefile(PYTHON, folder .. '/inner/second.py')
  vim.cmd('edit ' .. vim.fn.fnameescape(folder .. '/inner/second.py'))
  t.ready()
  t.equal(require('fixerr.buffers').root(0), folder)
  t.setup({}, { root_markers = { 'mine' } })
  t.equal(require('fixerr.buffers').root(0), folder .. '/inner')
  vim.lsp.config['*'] = {}
end)

t.test(':checkhealth vim.lsp knows it', function()
  enable()
  t.edit('file.py', PYTHON)
  t.ready()
  vim.cmd('silent checkhealth vim.lsp')
  t.contains(table.concat(t.lines(), '\n'), 'fixerr')
end)

t.test('together with setup there is one server', function()
  enable()
  t.setup()
  t.edit('file.py', PYTHON)
  t.ready()
  t.equal(#vim.lsp.get_clients({ name = 'fixerr' }), 1)
  vim.lsp.enable('fixerr', false)
end)
