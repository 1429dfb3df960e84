--- The client: finding, starting, stopping and asking it.

local buffers = require('fixerr.buffers')
local compat = require('fixerr.compat')
local config = require('fixerr.config')
local status = require('fixerr.status')

local M = {}

local NAME = 'fixerr'
--- How long a server may take to start, and to end when it is told to, in milliseconds.
local START_MS, STOP_MS = 5000, 2000

--- The client that was started last; it is not in Neovim's lists before the server has answered.
local started = nil

--- Whether the user ended the server. Then it does not come back by itself.
local is_ended = false

function M.warn(message)
  vim.notify('FixErr: ' .. message, vim.log.levels.WARN)
end

--- The running client, or nil. Whoever started it: `setup`, `vim.lsp.enable` or `:FixErr start`.
function M.find()
  local client = compat.clients(NAME)[1]
  if client then
    return client
  end
  client = started and vim.lsp.get_client_by_id(started)
  return client and not compat.call(client, 'is_stopped') and client or nil
end

--- Whether opening a file may start the server: not after the user has ended it.
function M.may_start()
  return not is_ended
end

--- Lets files that are opened start the server again.
function M.allow()
  is_ended = false
end

--- Says why there can be no server, or nothing.
function M.missing()
  local cmd = config.current().cmd
  if type(cmd) == 'table' and vim.fn.executable(cmd[1]) == 0 then
    return cmd[1]
      .. " is not executable; install it, or name it with setup { cmd = { '/path/to/fixerr-server' } }"
      .. ' (:checkhealth fixerr says more)'
  end
end

--- Says why FixErr is not for a buffer, or nothing.
function M.unfit(buffer)
  if not buffers.is_file(buffer) then
    local is_unnamed = vim.bo[buffer].buftype == '' and vim.api.nvim_buf_get_name(buffer) == ''
    return is_unnamed and 'this buffer has no name yet; save it as a file first' or 'this buffer is no file'
  end
  if not buffers.is_known(buffer) then
    local filetype = vim.bo[buffer].filetype
    return filetype == '' and 'this buffer has no filetype, so its language is unknown'
      or ("files of type '%s' are not among those it repairs"):format(filetype)
  end
end

local function launch(buffer)
  local settled = config.current()
  settled.root_dir = buffers.root(buffer)
  config.put_log_aside()
  status.starting()
  -- From 0.8 on; `start_client` goes away.
  if vim.lsp.start then
    return vim.lsp.start(settled, { bufnr = buffer, reuse_client = settled.reuse_client })
  end
  return vim.lsp.start_client(settled)
end

--- Attaches a buffer, and starts the server if it is not running. Returns what stands against it, if anything.
function M.start(buffer)
  M.allow()
  local problem = M.unfit(buffer) or (not M.find() and M.missing())
  if problem then
    return problem
  end
  local client = M.find()
  started = client and client.id or launch(buffer)
  if not started then
    return 'the server does not start; :FixErr doctor may say why'
  end
  vim.lsp.buf_attach_client(buffer, started)
end

--- Tells the server of the project of a buffer that it has got, unless it knows it: it was started for that of the first one.
function M.add_folder(client, buffer)
  local root = buffers.root(buffer)
  local folder = { uri = vim.uri_from_fname(root), name = root }
  local folders = vim.list_extend({}, client.workspace_folders or {})
  for _, known in ipairs(folders) do
    if known.uri == folder.uri then
      return
    end
  end
  -- Neovim answers with this list when the server asks for it.
  client.workspace_folders = vim.list_extend(folders, { folder })
  local event = { added = { folder }, removed = {} }
  compat.call(client, 'notify', 'workspace/didChangeWorkspaceFolders', { event = event })
end

-- `vim.lsp.enable` attaches buffers without coming by here. Before 0.8 there is no such event, but `on_attach` is ours.
if compat.has('0.8') then
  vim.api.nvim_create_autocmd('LspAttach', {
    group = vim.api.nvim_create_augroup('fixerr_folders', { clear = true }),
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == NAME then
        M.add_folder(client, event.buf)
      end
    end,
  })
end

--- Takes a buffer away from the server, if it has it.
function M.detach(buffer)
  local client = M.find()
  if client and vim.lsp.buf_is_attached(buffer, client.id) then
    vim.lsp.buf_detach_client(buffer, client.id)
  end
end

--- Ends the server and waits until it is gone. It stays away until it is asked for.
function M.stop()
  is_ended = true
  local client = M.find()
  if not client then
    return false
  end
  local function is_gone()
    return vim.lsp.get_client_by_id(client.id) == nil
  end
  compat.call(client, 'stop')
  if not vim.wait(STOP_MS, is_gone, 10) then
    compat.call(client, 'stop', true)
    vim.wait(STOP_MS, is_gone, 10)
  end
  started = nil
  return true
end

--- Ends the server, if it runs, and starts it for all buffers that it is for.
function M.restart()
  M.stop()
  M.allow()
  local problem = M.missing()
  if problem then
    return problem
  end
  local all = buffers.all()
  if #all == 0 then
    return 'no open buffer is one that it repairs'
  end
  for _, buffer in ipairs(all) do
    problem = problem or M.start(buffer)
  end
  return problem
end

--- The client that serves a buffer, or nil and what stands against it.
function M.serving(buffer)
  local problem = M.unfit(buffer)
  if problem then
    return nil, problem
  end
  local client = M.find()
  if not client then
    local last = status.last()
    if last and last.state == 'ended' then
      return nil, last.message .. '; :FixErr restart starts it again, :FixErr log may say why'
    end
    return nil, M.missing() or 'not running (:FixErr start starts it)'
  end
  if not vim.lsp.buf_is_attached(buffer, client.id) then
    return nil, 'not running in this buffer (:FixErr start starts it)'
  end
  -- Right after the start there is nothing to ask yet.
  local is_ready = vim.wait(START_MS, function()
    return client.server_capabilities and client.server_capabilities.codeActionProvider ~= nil
  end, 10)
  if not is_ready then
    return nil, 'the server is still starting'
  end
  return client
end

--- Sends a request about a buffer; `done` gets an error and an answer.
function M.request(client, buffer, method, params, done)
  if not compat.call(client, 'request', method, params, done, buffer) then
    done({ message = 'the server has ended; :FixErr restart starts it again' })
  end
end

--- Tells the running server of changed settings. Neovim also answers with them when it is asked.
function M.configure()
  local client = M.find()
  if not client then
    return
  end
  local settings = config.current().settings
  client.config.settings = settings
  -- From 0.10 on the client has settings of its own.
  if client.settings then
    client.settings = settings
  end
  compat.call(client, 'notify', 'workspace/didChangeConfiguration', { settings = settings })
end

return M
