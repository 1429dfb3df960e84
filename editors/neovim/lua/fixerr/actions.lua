--- Asking the server for fixes, and making them.

local client = require('fixerr.client')
local compat = require('fixerr.compat')

local M = {}

--- What fixing all of a buffer is called in the protocol.
M.FIX_ALL = 'source.fixAll.fixerr'
local QUICK_FIX = 'quickfix'

--- How often fixes that are ready are asked for before the best one has to do.
local ATTEMPTS = 10

local CHANGED = 'the buffer has changed; ask again'

--- A diagnostic in the protocol's form: whoever made it, Neovim counts its columns in bytes.
local function in_protocol(buffer, diagnostic, encoding)
  local function position(row, column)
    local line = vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1] or ''
    return { line = row, character = compat.character_of(line, column, encoding) }
  end
  return {
    range = {
      start = position(diagnostic.lnum, diagnostic.col),
      ['end'] = position(diagnostic.end_lnum or diagnostic.lnum, diagnostic.end_col or diagnostic.col),
    },
    severity = diagnostic.severity,
    message = diagnostic.message,
    source = diagnostic.source,
  }
end

--- What diagnostics say of the target's lines.
local function complaints(target)
  return vim.tbl_filter(function(diagnostic)
    local last = diagnostic.end_lnum or diagnostic.lnum
    return diagnostic.lnum < target.last and last >= target.first - 1
  end, vim.diagnostic.get(target.buffer))
end

local function diagnostics(target)
  return vim.tbl_map(function(diagnostic)
    return in_protocol(target.buffer, diagnostic, target.encoding)
  end, complaints(target))
end

--- Whether there are errors or warnings in the target's lines. Hints and information are no reason for a fix that nobody sees.
function M.has_problems(target)
  for _, diagnostic in ipairs(complaints(target)) do
    if (diagnostic.severity or vim.diagnostic.severity.ERROR) <= vim.diagnostic.severity.WARN then
      return true
    end
  end
  return false
end

local function range_of(target)
  if target.column then
    local line = vim.api.nvim_buf_get_lines(target.buffer, target.first - 1, target.first, false)[1] or ''
    local character = compat.character_of(line, target.column, target.encoding)
    local place = { line = target.first - 1, character = character }
    return { start = place, ['end'] = place }
  end
  if target.first == target.last then
    local place = { line = target.first - 1, character = 0 }
    return { start = place, ['end'] = place }
  end
  return {
    start = { line = target.first - 1, character = 0 },
    ['end'] = { line = target.last, character = 0 },
  }
end

--- Lines `first` to `last` (from 1) of the current buffer as they are now, or the cursor's line. Nil and why, where FixErr is not
--- at work.
function M.target(first, last)
  local buffer = vim.api.nvim_get_current_buf()
  local serving, problem = client.serving(buffer)
  if not serving then
    return nil, problem
  end
  if not vim.bo[buffer].modifiable then
    return nil, "the buffer cannot be changed ('modifiable' is off)"
  end
  local cursor = vim.api.nvim_win_get_cursor(0)
  return {
    buffer = buffer,
    window = vim.api.nvim_get_current_win(),
    client = serving,
    encoding = serving.offset_encoding or 'utf-16',
    tick = vim.api.nvim_buf_get_changedtick(buffer),
    mode = compat.mode(),
    first = first or cursor[1],
    last = last or first or cursor[1],
    column = not first and cursor[2] or nil,
  }
end

--- Whether the text is still the one that was asked about; edits name places of that text.
function M.is_current(target)
  return vim.api.nvim_buf_is_valid(target.buffer) and vim.api.nvim_buf_get_changedtick(target.buffer) == target.tick
end

--- Whether whoever asked is still where they were and has the same text before them. A window that opens now would take the keys
--- of another one away.
function M.is_awaited(target)
  return M.is_current(target)
    and vim.api.nvim_get_current_win() == target.window
    and vim.api.nvim_get_current_buf() == target.buffer
    and compat.is_mode(target.mode)
end

--- Asks for code actions of a kind; `done` gets what is wrong, or a list and, where that is empty, perhaps the server's reason.
function M.request(target, kind, done)
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(target.buffer) },
    range = range_of(target),
    context = { diagnostics = diagnostics(target), only = { kind }, triggerKind = 1 },
  }
  client.request(target.client, target.buffer, 'textDocument/codeAction', params, function(err, actions)
    local first = actions and actions[1]
    if first and first.disabled then
      return done(nil, {}, first.disabled.reason)
    end
    done(err and (err.message or tostring(err)) or nil, actions or {})
  end)
end

--- Asks for fixes of the target's lines.
function M.fixes(target, done)
  M.request(target, QUICK_FIX, done)
end

--- Gets the edit of an action that was put off because it took too long.
function M.resolve(target, action, done)
  if action.edit then
    return done(nil, action)
  end
  if not M.is_current(target) then
    return done(CHANGED, nil)
  end
  client.request(target.client, target.buffer, 'codeAction/resolve', action, function(err, resolved)
    if err or not resolved or not resolved.edit then
      return done(err and err.message or 'the server gave no edit', nil)
    end
    done(nil, resolved)
  end)
end

--- Asks for fixes, waiting for those that were put off.
function M.all_fixes(target, done)
  local waited_for
  --- The server remembers what it has just worked out, the other candidates included, but on a busy machine even that may be
  --- later than its budget.
  local function ask(attempts)
    M.fixes(target, function(problem, actions, reason)
      local first = actions[1]
      if problem or not first or first.edit then
        return done(problem, actions, reason)
      end
      if waited_for and attempts > 0 and M.is_current(target) then
        return ask(attempts - 1)
      elseif waited_for then
        return done(nil, { waited_for })
      end
      M.resolve(target, first, function(unresolved, resolved)
        if unresolved then
          return done(unresolved, {})
        end
        if not M.is_current(target) then
          return done(nil, { resolved })
        end
        waited_for = resolved
        ask(attempts - 1)
      end)
    end)
  end
  ask(ATTEMPTS)
end

--- Makes the edit of a resolved action, as one step for undo. Returns what is wrong, if anything.
function M.apply(target, action)
  if not M.is_current(target) then
    return CHANGED
  end
  vim.api.nvim_buf_call(target.buffer, function()
    -- Setting this option closes the step before, which otherwise may hold this change, too.
    vim.cmd('let &g:undolevels = &g:undolevels')
  end)
  vim.lsp.util.apply_workspace_edit(action.edit, target.encoding)
end

return M
