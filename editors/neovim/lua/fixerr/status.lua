--- What the server says of itself, for the statusline and for `:FixErr status`.

local compat = require('fixerr.compat')

local M = {}

--- The last `fixerr/status`, or `{ state = 'ended', message = … }` after a server that ended by itself.
local last = nil

local SIGTERM = 15

local words = {
  loading = 'FixErr …',
  ready = 'FixErr',
  failed = 'FixErr ✗',
  ended = 'FixErr ✗',
  off = 'FixErr off',
}

local function set(status)
  last = status
  vim.schedule(function()
    vim.api.nvim_exec_autocmds('User', { pattern = 'FixErrStatus', modeline = false })
    vim.cmd('redrawstatus!')
  end)
end

--- JSON's null is a value of its own in Lua.
local function without_nulls(status)
  local plain = {}
  for key, value in pairs(status) do
    if value ~= vim.NIL then
      plain[key] = value
    end
  end
  return plain
end

local levels = {
  vim.log.levels.ERROR,
  vim.log.levels.WARN,
  vim.log.levels.INFO,
  vim.log.levels.DEBUG,
}

--- What the client does with the server's notifications.
M.handlers = {
  ['fixerr/status'] = function(_, status)
    set(without_nulls(status))
  end,
  -- Neovim would show it as an error of its own before 0.9; people should be told once, where they are told everything.
  ['window/showMessage'] = function(_, params)
    vim.notify(params.message, levels[params.type] or vim.log.levels.INFO)
  end,
}

--- A server that was just started has said nothing yet.
function M.starting()
  set({ state = 'loading' })
end

--- Called when the server's process is gone, from outside the main loop.
function M.exited(code, signal)
  if code == 0 and (signal == 0 or signal == SIGTERM) then
    return set(nil)
  end
  local how = signal ~= 0 and ('was killed by signal ' .. signal) or ('ended with status ' .. code)
  set({ state = 'ended', message = 'the server ' .. how })
end

--- The last word of the server: a table with `state` and, where known, `model`, `device`, `message` and `lastMs`.
function M.last()
  return last and vim.deepcopy(last) or nil
end

--- The server as it is now, given to `done`; with what it last said when it does not answer.
function M.ask(client, done)
  local sent = compat.call(client, 'request', 'fixerr/status', nil, function(err, status)
    done(not err and type(status) == 'table' and without_nulls(status) or M.last())
  end)
  if not sent then
    done(M.last())
  end
end

--- A word for the statusline of a buffer (default: the current one); empty where FixErr is not at work. As a component of lualine
--- it is called with lualine's own arguments.
function M.statusline(buffer)
  buffer = type(buffer) == 'number' and buffer or vim.api.nvim_get_current_buf()
  local client = require('fixerr.client')
  local running = client.find()
  if running and vim.lsp.buf_is_attached(buffer, running.id) then
    return words[last and last.state or 'loading'] or words.ready
  end
  local buffers = require('fixerr.buffers')
  if last and last.state == 'ended' and buffers.is_file(buffer) and buffers.is_known(buffer) then
    return words.ended
  end
  return ''
end

return M
