--- FixErr for Neovim 0.7.2 and newer: starts `fixerr-server` for the languages it knows, and offers `:FixErr`.

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
}

local options = nil
local client_id = nil

local function warn(message)
  vim.notify('FixErr: ' .. message, vim.log.levels.WARN)
end

--- The client of this session, or nil when it is not running.
function M.client()
  return client_id and vim.lsp.get_client_by_id(client_id) or nil
end

local function root(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  local folder = name ~= '' and vim.fn.fnamemodify(name, ':p:h') or vim.fn.getcwd()
  for _, marker in ipairs(options.root_markers) do
    for _, find in ipairs({ vim.fn.finddir, vim.fn.findfile }) do
      local found = find(marker, vim.fn.escape(folder, ' ,;\\') .. ';')
      if found ~= '' then
        -- A found folder ends with a slash when it is given in full, so the marker's parent is two levels up.
        return vim.fn.fnamemodify((vim.fn.fnamemodify(found, ':p'):gsub('/$', '')), ':h')
      end
    end
  end
  return folder
end

local function start(buffer)
  local config = {
    name = 'fixerr',
    cmd = options.cmd,
    root_dir = root(buffer),
    init_options = options.settings,
    settings = { fixerr = options.settings },
    on_exit = function()
      client_id = nil
    end,
  }
  if options.on_attach then
    config.on_attach = options.on_attach
  end
  if options.capabilities then
    config.capabilities = options.capabilities
  end
  -- From 0.8 on; `start_client` goes away.
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buffer })
  end
  return vim.lsp.start_client(config)
end

--- Attaches a buffer; one server serves all buffers, because the model is large and needs nothing of a workspace.
function M.attach(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  if not options then
    return warn("call require('fixerr').setup() first")
  end
  -- Special buffers, such as a plugin's preview, are nobody's code.
  if vim.bo[buffer].buftype ~= '' then
    return
  end
  if not M.client() then
    if vim.fn.executable(options.cmd[1]) == 0 then
      if not M.missing then
        M.missing = true
        warn(options.cmd[1] .. " is not executable; name it with setup { cmd = { '/path/to/fixerr-server' } }")
      end
      return
    end
    client_id = start(buffer)
  end
  if client_id then
    vim.lsp.buf_attach_client(buffer, client_id)
  end
end

local function request_params(client, first, last)
  local buffer = vim.api.nvim_get_current_buf()
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  if first ~= last then
    params.range = {
      start = { line = first - 1, character = 0 },
      ['end'] = { line = last, character = 0 },
    }
  end
  local diagnostics = {}
  for line = first - 1, last - 1 do
    -- Only diagnostics of language servers are in the protocol's form; others are put into it.
    for _, diagnostic in ipairs(vim.diagnostic.get(buffer, { lnum = line })) do
      local lsp = diagnostic.user_data and diagnostic.user_data.lsp
      table.insert(diagnostics, {
        range = lsp and lsp.range or {
          start = { line = diagnostic.lnum, character = diagnostic.col },
          ['end'] = { line = diagnostic.end_lnum or diagnostic.lnum, character = diagnostic.end_col or diagnostic.col },
        },
        severity = diagnostic.severity,
        message = diagnostic.message,
        source = diagnostic.source,
      })
    end
  end
  params.context = { diagnostics = diagnostics, only = { 'quickfix' }, triggerKind = 1 }
  return params
end

--- Repairs lines `first` to `last` of the current buffer (from 1; default: the cursor's line). With `apply` the best
--- candidate is taken without asking. `done` is called with the applied action, or with nil.
function M.fix(arguments)
  arguments = arguments or {}
  local done = arguments.done or function() end
  local buffer = vim.api.nvim_get_current_buf()
  local client = M.client()
  if not client or not vim.lsp.buf_is_attached(buffer, client.id) then
    warn('not running in this buffer (:FixErrStart starts it)')
    return done(nil)
  end
  local first = arguments.first or vim.api.nvim_win_get_cursor(0)[1]
  local last = arguments.last or first
  local tick = vim.api.nvim_buf_get_changedtick(buffer)
  local function request(method, params, handler)
    -- From 0.11 on, a client's functions are methods.
    if vim.fn.has('nvim-0.11') == 1 then
      client:request(method, params, handler, buffer)
    else
      client.request(method, params, handler, buffer)
    end
  end
  local function insert(err, action)
    if err or not action or not action.edit then
      warn(err and err.message or 'the server gave no edit')
      return done(nil)
    end
    -- The edit names places of the text as it was when it was asked for.
    if vim.api.nvim_buf_get_changedtick(buffer) ~= tick then
      warn('the buffer has changed; ask again')
      return done(nil)
    end
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
    done(action)
  end
  local function answered(err, actions)
    if err then
      warn(err.message or tostring(err))
      return done(nil)
    end
    if not actions or #actions == 0 then
      vim.notify('FixErr: nothing to offer here')
      return done(nil)
    end
    local function apply(action)
      if not action then
        return done(nil)
      end
      -- A server that can leaves the edit for the action that is chosen.
      if not action.edit then
        return request('codeAction/resolve', action, insert)
      end
      insert(nil, action)
    end
    if arguments.apply then
      return apply(actions[1])
    end
    vim.ui.select(actions, {
      prompt = 'FixErr:',
      kind = 'codeaction',
      format_item = function(action)
        return (action.title:gsub('^FixErr: ', ''))
      end,
    }, apply)
  end
  request('textDocument/codeAction', request_params(client, first, last), answered)
end

--- Starts FixErr for buffers of the languages it knows, those that are open already included.
function M.setup(user)
  options = vim.tbl_deep_extend('force', M.defaults, user or {})
  M.missing = false
  local group = vim.api.nvim_create_augroup('fixerr', { clear = true })
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = options.filetypes,
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(options.filetypes, vim.bo[buffer].filetype) then
      M.attach(buffer)
    end
  end
end

return M
