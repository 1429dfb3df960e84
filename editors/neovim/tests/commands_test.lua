-- Subcommands, help and health.

local t = require('fixerr.tests')

local PYTHON = { 'def f(size):', '    retrun size' }

local function open()
  t.setup()
  t.edit('file.py', PYTHON)
  t.ready()
end

t.test('subcommands are completed', function()
  local all = vim.fn.getcompletion('FixErr ', 'cmdline')
  t.equal(all, { 'all', 'candidates', 'doctor', 'log', 'restart', 'start', 'status', 'stop' })
  t.equal(vim.fn.getcompletion('FixErr st', 'cmdline'), { 'start', 'status', 'stop' })
  t.equal(vim.fn.getcompletion("'<,'>FixErr c", 'cmdline'), { 'candidates' })
end)

t.test('one that does not exist is named', function()
  vim.cmd('FixErr everything')
  t.contains(t.wait_said(":FixErr everything'"), 'candidates')
end)

t.test(':FixErr status tells model, device and the last repair', function()
  open()
  vim.cmd('2FixErr!')
  t.wait_said('return')
  vim.cmd('FixErr status')
  local said = t.wait_said('FixErr: ready; model ')
  t.contains(said, ' on ')
  t.contains(said, 'the last repair took ')
  vim.cmd('enew')
  vim.cmd('FixErr status')
  t.wait_said('not at work in this buffer: ')
end)

t.test(':FixErr doctor shows what the program says, until q', function()
  open()
  t.type(':FixErr doctor<CR>')
  t.wait("doctor's report", function()
    return #t.floats() == 1
  end)
  t.contains(table.concat(t.text_of(0), '\n'), 'everything works')
  t.type('q')
  t.wait('its end', function()
    return #t.floats() == 0
  end)
end)

t.test("who goes on meanwhile is not moved into doctor's report", function()
  open()
  vim.cmd('FixErr doctor')
  t.wait_said('checking')
  vim.cmd('new')
  local window = vim.api.nvim_get_current_win()
  t.wait("doctor's report", function()
    return #t.floats() == 1
  end)
  t.equal(vim.api.nvim_get_current_win(), window)
  vim.api.nvim_set_current_win(t.floats()[1])
  t.type('q')
  t.wait('its end', function()
    return #t.floats() == 0
  end)
end)

t.test(':FixErr log opens the log', function()
  vim.fn.delete(require('fixerr.config').log_file())
  vim.cmd('FixErr log')
  t.wait_said('there is no log yet')
  open()
  local path = require('fixerr.config').log_file()
  t.wait('something in the log', function()
    return vim.fn.getfsize(path) > 0
  end)
  vim.cmd('FixErr log')
  t.equal(vim.api.nvim_buf_get_name(0), vim.fn.resolve(path))
  t.is(vim.bo.readonly, 'the log is read only')
  t.equal(vim.api.nvim_win_get_cursor(0)[1], vim.api.nvim_buf_line_count(0))
end)

t.test('a log that has grown too long is put aside once', function()
  local path = require('fixerr.config').log_file()
  vim.fn.writefile({ ('x'):rep(2 * 1024 * 1024) }, path)
  open()
  t.is(vim.fn.getfsize(path .. '.old') > 1024 * 1024, 'the old log is kept')
  t.is(vim.fn.getfsize(path) < 1024 * 1024, 'the new one is short')
end)

t.test('the log of a server that runs stays where it is', function()
  open()
  local path = require('fixerr.config').log_file()
  vim.fn.delete(path .. '.old')
  vim.fn.writefile({ ('x'):rep(2 * 1024 * 1024) }, path, 'a')
  require('fixerr.config').current()
  t.setup({ candidates = 2 })
  t.edit('other.py', PYTHON)
  t.ready()
  t.equal(vim.fn.getfsize(path .. '.old'), -1, 'it was put aside')
  t.is(vim.fn.getfsize(path) > 1024 * 1024, 'it is the same log')
  vim.cmd('FixErr restart')
  t.ready()
  t.is(vim.fn.getfsize(path .. '.old') > 1024 * 1024, 'the next server begins a new one')
end)

--- What `:checkhealth fixerr` says.
local function health()
  vim.cmd('silent checkhealth fixerr')
  return table.concat(t.lines(), '\n')
end

t.test(':checkhealth fixerr finds nothing wrong', function()
  open()
  local said = health()
  t.is(not said:find('ERROR', 1, true) and not said:find('WARNING', 1, true), said)
  for _, part in ipairs({ 'fixerr-server ', 'ONNX Runtime', 'parameters', 'cpu', 'a repair took', 'running' }) do
    t.contains(said, part)
  end
  t.contains(said, 'at work in 1 buffer')
end)

t.test(':checkhealth fixerr says what is wrong', function()
  local model = vim.env.FIXERR_MODEL
  vim.env.FIXERR_MODEL = '/no/such/model'
  t.setup()
  t.edit('file.py', PYTHON)
  t.wait_said('/no/such/model')
  t.contains(health(), 'ERROR')
  t.contains(health(), 'no model at /no/such/model')
  vim.env.FIXERR_MODEL = model
  t.setup({}, { cmd = { '/no/such/fixerr-server' } })
  require('fixerr').stop()
  t.contains(health(), '/no/such/fixerr-server is not executable')
end)

t.test('the help is found by its tags', function()
  local folder = t.folder()
  vim.fn.mkdir(folder .. '/doc')
  vim.fn.writefile(vim.fn.readfile(t.plugin .. '/doc/fixerr.txt'), folder .. '/doc/fixerr.txt')
  vim.cmd('helptags ' .. vim.fn.fnameescape(folder .. '/doc'))
  vim.opt.rtp:prepend(folder)
  local topics = { 'fixerr', ':FixErr', ':FixErr-candidates', 'fixerr.setup()', 'fixerr.statusline()', 'FixErrStatus' }
  for _, topic in ipairs(topics) do
    vim.cmd('silent help ' .. topic)
    t.equal(vim.fn.expand('%:t'), 'fixerr.txt', topic)
    vim.cmd('helpclose')
  end
  -- Every subcommand and option has a tag, and every link leads somewhere.
  local tags = table.concat(vim.fn.readfile(folder .. '/doc/tags'), '\n')
  for _, name in ipairs(vim.fn.getcompletion('FixErr ', 'cmdline')) do
    t.contains(tags, ':FixErr-' .. name .. '\t')
  end
  local text = table.concat(vim.fn.readfile(folder .. '/doc/fixerr.txt'), '\n')
  for link in text:gmatch('|(%S-)|') do
    local found = vim.fn.getcompletion(link, 'help')
    t.is(vim.tbl_contains(found, link), 'there is no help for ' .. link)
  end
  for _, line in ipairs(vim.split(text, '\n')) do
    t.is(vim.fn.strdisplaywidth(line) <= 80, 'a line is too wide: ' .. line)
  end
  vim.opt.rtp:remove(folder)
end)
