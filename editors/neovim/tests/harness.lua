-- Runs one file of tests inside Neovim: `nvim --headless --clean -S harness.lua`, with FIXERR_TEST_FILE naming the file.
-- A test is a coroutine that waits for signs while Neovim goes on, so that keys are typed and events happen as for a person.

local t = {}

local here = vim.fn.fnamemodify(vim.env.FIXERR_TEST_FILE, ':p:h')
--- The plugin's folder.
t.plugin = vim.fn.fnamemodify(here, ':h')
--- The server's program.
t.server = vim.env.FIXERR_SERVER

local LIMIT_MS, POLL_MS = 1000 * tonumber(vim.env.FIXERR_TEST_SECONDS or '60'), 5

local tests = {}

--- Registers a test.
function t.test(name, body)
  table.insert(tests, { name = name, body = body })
end

--- Everything that was said with `vim.notify` since the test began, as `{ message, level }`.
t.said = {}

--- Waits until `condition` gives something true, and returns it. `what` says what did not come.
function t.wait(what, condition)
  local started = vim.loop.now()
  while true do
    local value = condition()
    if value then
      return value
    end
    if vim.loop.now() - started > LIMIT_MS then
      error(('waited in vain for %s; said: %s'):format(what, vim.inspect(t.said)), 2)
    end
    coroutine.yield()
  end
end

--- Types keys, as a person would.
function t.type(keys)
  local raw = vim.api.nvim_replace_termcodes(keys, true, false, true)
  vim.api.nvim_input(raw)
end

local function show(value)
  return type(value) == 'string' and value or vim.inspect(value)
end

function t.equal(actual, expected, what)
  if not vim.deep_equal(actual, expected) then
    error(('%s\nis:       %s\nexpected: %s'):format(what or 'differs', show(actual), show(expected)), 2)
  end
end

function t.contains(text, part)
  if type(text) ~= 'string' or not text:find(part, 1, true) then
    error(('%s\nlacks: %s'):format(show(text), part), 2)
  end
end

function t.is(condition, what)
  if not condition then
    error(what, 2)
  end
end

--- Waits for something said that holds `part`, and returns it.
function t.wait_said(part)
  return t.wait(('a message with %q'):format(part), function()
    for _, message in ipairs(t.said) do
      if message[1]:find(part, 1, true) then
        return message[1]
      end
    end
  end)
end

--- A fresh folder, which looks like a project's.
function t.folder()
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder .. '/.git', 'p')
  return folder
end

--- Writes a file into a fresh folder and opens it.
function t.edit(name, lines)
  local path = t.folder() .. '/' .. name
  vim.fn.writefile(lines, path)
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  return path
end

function t.lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

--- `lines` with line `at` changed.
function t.with(lines, at, line)
  local changed = vim.deepcopy(lines)
  changed[at] = line
  return changed
end

--- Sets the plugin up for the server under test; the first answer may take as long as the machine needs.
function t.setup(settings, more)
  local options = { cmd = { t.server }, settings = { loadingWaitMs = 60000, budgetMs = 60000 } }
  options.settings = vim.tbl_extend('force', options.settings, settings or {})
  require('fixerr').setup(vim.tbl_extend('force', options, more or {}))
end

--- Waits until the server serves the current buffer and has its model.
function t.ready()
  t.wait('the server to be ready', function()
    return require('fixerr').statusline() == 'FixErr'
  end)
end

--- Keeps the server's answers back. The function that it returns waits for the next one and lets it through.
function t.hold()
  local client = require('fixerr.client')
  local request, answers = client.request, {}
  client.request = function(asked, buffer, method, params, done)
    request(asked, buffer, method, params, function(...)
      local answer = { ... }
      table.insert(answers, function()
        done(unpack(answer, 1, 2))
      end)
    end)
  end
  return function()
    t.wait('an answer', function()
      return answers[1]
    end)
    table.remove(answers, 1)()
  end
end

--- Makes `vim.ui.select` record what it shows and take the entry that `choose` names.
function t.choose(choose)
  local shown = {}
  vim.ui.select = function(items, options, done)
    for index, item in ipairs(items) do
      shown[index] = options.format_item and options.format_item(item) or tostring(item)
    end
    local index = choose(shown)
    done(index and items[index] or nil, index)
  end
  return shown
end

--- The process of the server that this Neovim started.
function t.server_pid()
  for _, child in ipairs(vim.api.nvim_get_proc_children(vim.fn.getpid())) do
    local process = vim.api.nvim_get_proc(child)
    if process and process.name:find('fixerr', 1, true) then
      return child
    end
  end
  error('no server runs', 2)
end

--- Ends the server's process, as the system would when it runs out of memory.
function t.kill_server()
  local client = require('fixerr').client()
  vim.loop.kill(t.server_pid(), 'sigkill')
  t.wait('the client to be gone', function()
    return vim.lsp.get_client_by_id(client.id) == nil
  end)
end

--- Fails unless a server that `:FixErr stop` ended stays away, whatever is opened, until it is asked for.
function t.stays_away()
  local lines = { 'def f(size):', '    retrun size' }
  t.edit('first.py', lines)
  t.ready()
  vim.cmd('FixErr stop')
  t.edit('second.py', lines)
  vim.cmd('silent file ' .. vim.fn.fnameescape(t.folder() .. '/renamed.py'))
  -- Neovim starts clients a moment after the event.
  local passed = false
  vim.schedule(function()
    passed = true
  end)
  t.wait('that moment', function()
    return passed
  end)
  t.equal(require('fixerr').client(), nil)
  t.is(not pcall(t.server_pid), 'a server runs')
  t.equal(t.said, {})
  vim.cmd('FixErr')
  t.wait_said(':FixErr start starts it')
  vim.cmd('FixErr start')
  t.ready()
  t.edit('third.py', lines)
  t.ready()
  vim.cmd('FixErr stop')
  vim.cmd('FixErr restart')
  t.ready()
end

--- The buffer's text without the trailing spaces of a floating window.
function t.text_of(buffer)
  return vim.tbl_map(function(line)
    return (line:gsub('%s+$', ''))
  end, vim.api.nvim_buf_get_lines(buffer, 0, -1, false))
end

--- Floating windows that are open.
function t.floats()
  return vim.tbl_filter(function(window)
    return vim.api.nvim_win_get_config(window).relative ~= ''
  end, vim.api.nvim_list_wins())
end

--- The part of a failure's traceback that is the test's own.
local function traceback(err)
  return debug.traceback(tostring(err), 2)
end

--- What tests change of the environment; each begins with what `run.sh` said.
local environment = { FIXERR_MODEL = vim.env.FIXERR_MODEL, PATH = vim.env.PATH }

local function before_each()
  t.said = {}
  for name, value in pairs(environment) do
    vim.env[name] = value
  end
  vim.notify = function(message, level)
    table.insert(t.said, { message, level })
  end
  -- A menu that a test does not expect would wait for a person.
  vim.ui.select = function(_, options)
    vim.notify('a menu: ' .. tostring(options.prompt))
  end
end

local function after_each()
  require('fixerr').stop()
  if vim.lsp.enable then
    vim.lsp.enable('fixerr', false)
    vim.lsp.config.fixerr = {}
  end
  pcall(vim.api.nvim_del_augroup_by_name, 'fixerr')
  -- The next test gets a plugin that has seen nothing.
  for name in pairs(package.loaded) do
    if name == 'fixerr' or vim.startswith(name, 'fixerr.') and name ~= 'fixerr.tests' then
      package.loaded[name] = nil
    end
  end
  vim.cmd('silent! only!')
  vim.cmd('silent! %bwipeout!')
end

local function run_all()
  local failed = 0
  for _, test in ipairs(tests) do
    before_each()
    local started = vim.loop.now()
    local thread = coroutine.create(test.body)
    local ok, err
    while true do
      ok, err = coroutine.resume(thread)
      if not ok or coroutine.status(thread) == 'dead' then
        break
      end
      coroutine.yield()
    end
    local cleaned, problem = pcall(after_each)
    if ok and not cleaned then
      ok, err = false, problem
    end
    local line = ('%s %s (%d ms)\n'):format(ok and 'ok  ' or 'FAIL', test.name, vim.loop.now() - started)
    io.stdout:write(line)
    io.stdout:flush()
    if not ok then
      failed = failed + 1
      io.stdout:write(debug.traceback(thread, tostring(err)), '\n')
    end
  end
  return failed
end

local function begin()
  local suite = coroutine.create(function()
    local failed = run_all()
    io.stdout:flush()
    vim.cmd(failed == 0 and 'qall!' or 'cquit 1')
  end)
  local timer = vim.loop.new_timer()
  timer:start(
    0,
    POLL_MS,
    vim.schedule_wrap(function()
      if coroutine.status(suite) ~= 'suspended' then
        return
      end
      local ok, err = coroutine.resume(suite)
      if not ok then
        io.stderr:write(traceback(err), '\n')
        vim.cmd('cquit 1')
      end
    end)
  )
end

vim.opt.swapfile = false
-- Files in Python make Neovim look for a Python to run plugins with, which may take seconds and is nothing to test.
vim.g.loaded_python3_provider = 0
vim.opt.shortmess:append('aoOtTIcF')
vim.opt.rtp:prepend(t.plugin)
vim.cmd('runtime! plugin/fixerr.lua')
vim.cmd('filetype plugin on')
vim.cmd('syntax on')
package.loaded['fixerr.tests'] = t

local ok, err = pcall(dofile, vim.env.FIXERR_TEST_FILE)
if not ok then
  io.stderr:write(tostring(err), '\n')
  vim.cmd('cquit 1')
end
begin()
