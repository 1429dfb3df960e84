--- `:FixErr` and its subcommands.

local M = {}

local function fixerr()
  return require('fixerr')
end

local function warn(problem)
  if problem then
    require('fixerr.client').warn(problem)
  end
end

local states = {
  loading = 'the model is being loaded',
  ready = 'ready',
  failed = 'there is no model',
  ended = 'the server has ended',
  off = "switched off by the setting 'enable'",
}

--- One line that says how the server is.
local function describe(status)
  local words = { states[status.state] or status.state }
  if status.model then
    table.insert(words, ('model %s on %s'):format(status.model, status.device or 'an unknown device'))
  end
  if status.message then
    table.insert(words, status.message)
  end
  if status.lastMs then
    table.insert(words, ('the last repair took %.0f ms'):format(status.lastMs))
  end
  return 'FixErr: ' .. table.concat(words, '; ')
end

local function say_status()
  local client = require('fixerr.client')
  local buffer = vim.api.nvim_get_current_buf()
  local running = client.find()
  if not running then
    local _, problem = client.serving(buffer)
    return warn(problem)
  end
  require('fixerr.status').ask(running, function(status)
    local line = describe(status or { state = 'loading' })
    if not vim.lsp.buf_is_attached(buffer, running.id) then
      line = line .. '; not at work in this buffer: ' .. (client.unfit(buffer) or ':FixErr start')
    end
    vim.notify(line)
  end)
end

local function say_what_was_done(action)
  if action then
    vim.notify(action.title)
  end
end

local subcommands = {
  all = function(range)
    fixerr().fix_all(range)
  end,
  candidates = function(range)
    fixerr().candidates(range)
  end,
  doctor = function()
    warn(require('fixerr.program').doctor())
  end,
  log = function()
    warn(require('fixerr.program').log())
  end,
  restart = function()
    fixerr().restart()
  end,
  start = function()
    fixerr().start()
  end,
  status = say_status,
  stop = function()
    if not fixerr().stop() then
      warn('not running')
    end
  end,
}

local function names()
  local all = vim.tbl_keys(subcommands)
  table.sort(all)
  return all
end

--- Runs the command as Neovim hands it over.
function M.run(command)
  local range = {}
  if command.range > 0 then
    range = { first = command.line1, last = command.line2 }
  end
  local name = vim.trim(command.args)
  if name == '' then
    if command.bang then
      range.apply = true
      range.done = say_what_was_done
    end
    return fixerr().fix(range)
  end
  local subcommand = subcommands[name]
  if not subcommand then
    return warn(("there is no ':FixErr %s'; there is %s"):format(name, table.concat(names(), ', ')))
  end
  subcommand(range)
end

--- The subcommands that begin so.
function M.complete(lead)
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, names())
end

return M
