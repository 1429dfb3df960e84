--- What the user wants, and what Neovim's client is started with.

local compat = require('fixerr.compat')

local M = {}

--- What `setup` takes, with its defaults. `settings` are the server's own: see editors/README.md.
M.defaults = {
  cmd = { 'fixerr-server' },
  filetypes = {
    'c',
    'cpp',
    'go',
    'java',
    'javascript',
    'javascriptreact',
    'python',
    'rust',
    'typescript',
    'typescriptreact',
  },
  root_markers = { '.git', '.hg' },
  settings = {},
  on_attach = nil,
  capabilities = nil,
  border = nil,
}

local types = {
  cmd = { 'table', 'function' },
  filetypes = { 'table' },
  root_markers = { 'table' },
  settings = { 'table' },
  on_attach = { 'function' },
  capabilities = { 'table' },
  border = { 'string', 'table' },
}

--- More than this is too much of a log; the part before is kept once.
local LONGEST_LOG = 1024 * 1024

local options = nil

local function problem_with(user)
  if type(user) ~= 'table' then
    return 'setup takes a table, not a ' .. type(user)
  end
  local names = vim.tbl_keys(types)
  table.sort(names)
  for name, value in pairs(user) do
    if not types[name] then
      return ('setup knows no option %q; it knows %s'):format(tostring(name), table.concat(names, ', '))
    end
    if not vim.tbl_contains(types[name], type(value)) then
      local wanted = table.concat(types[name], ' or a ')
      return ("setup's option %s must be a %s, not a %s"):format(name, wanted, type(value))
    end
  end
  if type(user.cmd) == 'table' and type(user.cmd[1]) ~= 'string' then
    return "setup's option cmd must begin with the program, such as { 'fixerr-server' }"
  end
end

--- Takes the user's options over, or says what is wrong with them.
function M.set(user)
  user = user or {}
  local problem = problem_with(user)
  if problem then
    return problem
  end
  options = vim.tbl_deep_extend('force', M.defaults, user)
end

--- The options as they stand.
function M.get()
  return options or M.defaults
end

--- An empty table would travel as a list.
local function object(value)
  return next(value) and value or vim.empty_dict()
end

--- The server's settings, with a path as people write it made one that holds in every folder.
local function settings()
  local chosen = vim.deepcopy(M.get().settings)
  if type(chosen.model) == 'string' and chosen.model ~= '' then
    chosen.model = vim.fn.fnamemodify(chosen.model, ':p')
  end
  return object(chosen)
end

--- The program and its arguments. The server runs elsewhere, so a relative name must not depend on the working folder.
local function command()
  local cmd = M.get().cmd
  if type(cmd) ~= 'table' then
    return cmd
  end
  local program = vim.fn.expand(cmd[1])
  if program:find('/') then
    program = vim.fn.fnamemodify(program, ':p')
  end
  return vim.list_extend({ program }, cmd, 2)
end

--- A folder that is nobody's work: what runs is not for the code's own folder to say, and a server that is older than this plugin
--- looks for `models/default` where it runs.
function M.neutral_folder()
  local this = debug.getinfo(1, 'S').source:sub(2)
  return vim.fn.fnamemodify(this, ':p:h')
end

--- The file that the server's log goes to.
function M.log_file()
  local named = vim.env.FIXERR_LOG_FILE
  if named and named ~= '' then
    return vim.fn.fnamemodify(named, ':p')
  end
  return compat.log_folder() .. '/fixerr.log'
end

--- Puts a log aside that has grown too long. A server that runs would go on in the old file, so it must be about to start.
function M.put_log_aside()
  local log = M.log_file()
  if vim.fn.getfsize(log) > LONGEST_LOG then
    vim.fn.rename(log, log .. '.old')
  end
end

local function environment()
  local log = M.log_file()
  vim.fn.mkdir(vim.fn.fnamemodify(log, ':h'), 'p')
  local variables = { FIXERR_LOG_FILE = log }
  local model = vim.env.FIXERR_MODEL
  if model and model ~= '' then
    variables.FIXERR_MODEL = vim.fn.fnamemodify(model, ':p')
  end
  return variables
end

local function capabilities()
  -- Neovim 0.7 answers `workspace/configuration` without saying so, and the settings travel that way.
  -- An action that cannot be chosen says why there is no fix.
  local ours = {
    experimental = { fixerrStatus = true },
    textDocument = { codeAction = { disabledSupport = true } },
    workspace = { configuration = true },
  }
  local users = M.get().capabilities or {}
  if compat.has('0.11') then
    -- Neovim adds its own.
    return vim.tbl_deep_extend('force', users, ours)
  end
  return vim.tbl_deep_extend('force', vim.lsp.protocol.make_client_capabilities(), users, ours)
end

--- What is done with each buffer that the server gets. From 0.8 on there is an event for our part of it, so that a user's
--- `on_attach` in `vim.lsp.config` does not take its place.
local function on_attach()
  local users = M.get().on_attach
  if compat.has('0.8') then
    return users
  end
  return function(client, buffer)
    require('fixerr.client').add_folder(client, buffer)
    if users then
      users(client, buffer)
    end
  end
end

--- What a client is started with, for `vim.lsp.config`, `vim.lsp.start` and `vim.lsp.start_client` alike.
function M.lsp()
  local status = require('fixerr.status')
  return {
    name = 'fixerr',
    cmd = command(),
    cmd_cwd = M.neutral_folder(),
    cmd_env = environment(),
    filetypes = M.get().filetypes,
    -- Those of `vim.lsp.config('*', …)` would take their place.
    root_markers = M.get().root_markers,
    -- One server serves all buffers, because the model is large and needs nothing of a workspace.
    reuse_client = function(client)
      return client.name == 'fixerr' and not compat.call(client, 'is_stopped')
    end,
    root_dir = function(buffer, start)
      local buffers, client = require('fixerr.buffers'), require('fixerr.client')
      if client.may_start() and buffers.is_file(buffer) then
        if not client.find() then
          M.put_log_aside()
        end
        start(buffers.root(buffer))
      end
    end,
    settings = { fixerr = settings() },
    capabilities = capabilities(),
    handlers = status.handlers,
    on_attach = on_attach(),
    on_exit = status.exited,
  }
end

--- The same with what `vim.lsp.config('fixerr', …)` said, where there is such a thing.
function M.current()
  if vim.lsp.config then
    return vim.deepcopy(vim.lsp.config.fixerr or M.lsp())
  end
  return M.lsp()
end

return M
