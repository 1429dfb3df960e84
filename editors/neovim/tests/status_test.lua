-- What is known of the server: statusline, autocommand, messages, and servers that fail or end.

local t = require('fixerr.tests')

local PYTHON = { 'def f(size):', '    retrun size' }

--- Collects each word of the statusline that an event comes with.
local function record()
  local words = {}
  vim.api.nvim_create_autocmd('User', {
    group = vim.api.nvim_create_augroup('fixerr_tests', { clear = true }),
    pattern = 'FixErrStatus',
    callback = function()
      table.insert(words, require('fixerr').statusline())
    end,
  })
  return words
end

local function wait_word(word)
  t.wait(('the statusline %q'):format(word), function()
    return require('fixerr').statusline() == word
  end)
end

t.test('loading, then ready', function()
  local words = record()
  t.equal(require('fixerr').statusline(), '')
  t.setup()
  t.edit('file.py', PYTHON)
  t.ready()
  -- The event comes right after the change.
  t.wait('the event', function()
    return words[#words] == 'FixErr'
  end)
  t.is(vim.tbl_contains(words, 'FixErr …'), vim.inspect(words))
  local status = require('fixerr').status()
  t.equal(status.state, 'ready')
  t.is(status.model and status.device, vim.inspect(status))
  vim.cmd('enew')
  t.equal(require('fixerr').statusline(), '', 'in a buffer that is not served')
end)

t.test('the statusline is a component of lualine, which hands it a table of its own', function()
  t.setup()
  local path = t.edit('file.py', PYTHON)
  t.ready()
  t.equal(require('fixerr').statusline({}, true), 'FixErr')
  vim.cmd('enew')
  t.equal(require('fixerr').statusline({}, true), '')
  t.equal(require('fixerr').statusline(vim.fn.bufnr(path)), 'FixErr', 'of a buffer that is named')
end)

t.test('the statusline is drawn again when it changes', function()
  vim.o.laststatus = 2
  vim.o.statusline = "%{v:lua.require'fixerr'.statusline()}"
  local function drawn()
    local row = vim.o.lines - vim.o.cmdheight
    local cells = {}
    for column = 1, 10 do
      cells[column] = vim.fn.screenstring(row, column)
    end
    return table.concat(cells)
  end
  t.setup()
  t.edit('file.py', PYTHON)
  local function wait_drawn(word)
    t.wait(('%q on the screen'):format(word), function()
      return drawn() == word
    end)
  end
  wait_drawn('FixErr    ')
  t.setup({ enable = false })
  wait_drawn('FixErr off')
  t.setup({})
  wait_drawn('FixErr    ')
  vim.o.statusline = ''
end)

t.test('changed settings reach the server that runs', function()
  t.setup()
  t.edit('file.py', PYTHON)
  t.ready()
  local id = require('fixerr').client().id
  t.setup({ enable = false })
  wait_word('FixErr off')
  t.said = {}
  vim.cmd('2FixErr')
  t.wait_said("switched off by the setting 'enable'")
  t.setup({})
  wait_word('FixErr')
  t.equal(require('fixerr').client().id, id, 'it is still the same server')
end)

t.test('a missing model is said once, with the reason', function()
  local model = vim.env.FIXERR_MODEL
  vim.env.FIXERR_MODEL = '/no/such/model'
  t.setup()
  t.edit('first.py', PYTHON)
  wait_word('FixErr ✗')
  t.contains(t.wait_said('/no/such/model'), 'doctor')
  t.edit('second.py', PYTHON)
  wait_word('FixErr ✗')
  t.equal(#t.said, 1, vim.inspect(t.said))
  t.equal(t.said[1][2], vim.log.levels.ERROR)
  t.said = {}
  vim.cmd('2FixErr')
  t.wait_said('there is no model: ')
  t.said = {}
  vim.diagnostic.set(vim.api.nvim_create_namespace('fixerr_tests'), 0, {
    { lnum = 1, col = 4, severity = 1, message = 'invalid syntax' },
  })
  vim.cmd('FixErr all')
  t.wait_said('there is no model: ')
  vim.cmd('FixErr status')
  t.wait_said('FixErr: there is no model; ')
  -- A model that is put in its place is taken with the next start.
  vim.env.FIXERR_MODEL = model
  t.setup()
  vim.cmd('FixErr restart')
  wait_word('FixErr')
end)

t.test('a server that was killed is said, and starts again for all files', function()
  t.setup()
  local first = t.edit('first.py', PYTHON)
  t.ready()
  t.edit('second.py', PYTHON)
  t.ready()
  t.kill_server()
  wait_word('FixErr ✗')
  t.said = {}
  vim.cmd('FixErr')
  t.contains(t.wait_said('signal 9'), ':FixErr restart')
  vim.cmd('FixErr restart')
  t.ready()
  vim.cmd('2FixErr!')
  t.wait('the fix', function()
    return t.lines()[2] == '    return size'
  end)
  vim.cmd('buffer ' .. vim.fn.bufnr(first))
  t.ready()
end)

t.test('a server that runs is replaced by :FixErr restart', function()
  t.setup()
  t.edit('file.py', PYTHON)
  t.ready()
  local pid = t.server_pid()
  vim.cmd('FixErr restart')
  t.ready()
  t.is(t.server_pid() ~= pid, 'it is another process')
  t.equal(t.said, {})
end)

t.test('Neovim does not leave a server behind', function()
  t.setup()
  t.edit('file.py', PYTHON)
  t.ready()
  local pid = t.server_pid()
  require('fixerr').stop()
  t.wait('the end of the process', function()
    return vim.loop.kill(pid, 0) ~= 0
  end)
end)
