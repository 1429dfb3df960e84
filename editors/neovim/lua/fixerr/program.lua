--- Running `fixerr-server` as a command: `:FixErr doctor`, and its log.

local compat = require('fixerr.compat')
local config = require('fixerr.config')
local float = require('fixerr.float')

local M = {}

--- How long `doctor` may take: it loads the model, from a slow disk at worst.
M.PATIENCE_MS = 60000

--- The settings that say what runs; `doctor` takes them as flags.
local FLAGS = { 'model', 'device', 'threads' }

--- The command line of the server with further arguments, or nil when it is no program but a function.
function M.command(...)
  local current = config.current()
  if type(current.cmd) ~= 'table' then
    return nil
  end
  local command = vim.list_extend({}, current.cmd)
  local settings = current.settings and current.settings.fixerr or {}
  for _, flag in ipairs(FLAGS) do
    local option = '--' .. flag
    -- An empty model is none, but no word for a flag.
    if settings[flag] and settings[flag] ~= '' and not vim.tbl_contains(command, option) then
      vim.list_extend(command, { option, tostring(settings[flag]) })
    end
  end
  return vim.list_extend(command, { ... })
end

--- Runs a command where the server runs; `done` gets its exit status, standard output and standard error. Returns a job that
--- `vim.fn.jobwait` can wait for.
function M.run(command, done)
  local current = config.current()
  local output, errors = {}, {}
  return vim.fn.jobstart(command, {
    cwd = current.cmd_cwd,
    env = current.cmd_env,
    stdin = 'null',
    stdout_buffered = true,
    stderr_buffered = true,
    on_stdout = function(_, lines)
      output = lines
    end,
    on_stderr = function(_, lines)
      errors = lines
    end,
    on_exit = function(_, status)
      done(status, table.concat(output, '\n'), table.concat(errors, '\n'))
    end,
  })
end

--- Shows what `fixerr-server doctor` says. Returns what stands against it, if anything.
function M.doctor()
  local problem = require('fixerr.client').missing()
  local command = M.command('doctor')
  if problem or not command then
    return problem or 'the server is started by a function, so there is no program to ask'
  end
  vim.notify('FixErr: checking…')
  local window, mode = vim.api.nvim_get_current_win(), compat.mode()
  M.run(command, function(_, output, errors)
    local said = vim.trim(output) ~= '' and output or errors
    local lines = vim.split(vim.trim(said), '\n', { plain = true })
    for index, line in ipairs(lines) do
      lines[index] = (' %s '):format(line)
    end
    -- Who types on elsewhere goes on there.
    local enter = vim.api.nvim_get_current_win() == window and compat.is_mode(mode)
    float.show('fixerr-server doctor', lines, enter)
  end)
end

--- Opens the server's log at its end. Returns what stands against it, if anything.
function M.log()
  local log = config.log_file()
  if vim.fn.filereadable(log) == 0 then
    return 'there is no log yet at ' .. log
  end
  vim.cmd('sview ' .. vim.fn.fnameescape(log))
  vim.bo.swapfile = false
  vim.bo.autoread = true
  vim.cmd('checktime')
  vim.cmd('normal! G')
end

return M
