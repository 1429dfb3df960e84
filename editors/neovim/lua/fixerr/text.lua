--- What an edit does to the text, without doing it: the lines before and after, and where they differ.

local compat = require('fixerr.compat')

local M = {}

local function position_key(edit)
  local start = edit.range.start
  return start.line, start.character
end

local function is_behind(a, b)
  local a_line, a_character = position_key(a)
  local b_line, b_character = position_key(b)
  if a_line ~= b_line then
    return a_line > b_line
  end
  return a_character > b_character
end

--- The edits of one buffer in a workspace edit of either form.
function M.edits_of(workspace_edit, buffer)
  local uri = vim.uri_from_bufnr(buffer)
  local edits = {}
  for _, change in ipairs(workspace_edit.documentChanges or {}) do
    if change.textDocument and change.textDocument.uri == uri then
      vim.list_extend(edits, change.edits)
    end
  end
  if #edits == 0 and workspace_edit.changes then
    vim.list_extend(edits, workspace_edit.changes[uri] or {})
  end
  return edits
end

--- The lines that edits touch: the first of them (from 1), and their text before and after.
function M.change(buffer, edits, encoding)
  local first, last = math.huge, 0
  for _, edit in ipairs(edits) do
    first = math.min(first, edit.range.start.line)
    last = math.max(last, edit.range['end'].line)
  end
  if #edits == 0 then
    return { first = 1, old = {}, new = {} }
  end
  local old = vim.api.nvim_buf_get_lines(buffer, first, last + 1, false)
  local starts, total = {}, 0
  for index, line in ipairs(old) do
    starts[index] = total
    total = total + #line + 1
  end
  local function offset(position)
    local index = position.line - first + 1
    if not starts[index] then
      return total
    end
    return starts[index] + compat.byte_of(old[index], position.character, encoding)
  end
  local text = #old > 0 and table.concat(old, '\n') .. '\n' or ''
  local sorted = vim.list_extend({}, edits)
  table.sort(sorted, is_behind)
  for _, edit in ipairs(sorted) do
    local inserted = edit.newText:gsub('\r\n?', '\n')
    text = text:sub(1, offset(edit.range.start)) .. inserted .. text:sub(offset(edit.range['end']) + 1)
  end
  local new = vim.split(text, '\n', { plain = true })
  -- What stands behind the last line break is no line.
  if new[#new] == '' then
    table.remove(new)
  end
  return { first = first + 1, old = old, new = new }
end

local function is_continuation(text, at)
  local byte = text:byte(at)
  return byte ~= nil and byte >= 0x80 and byte < 0xC0
end

--- The bytes of two lines that differ, as `from` (from 0) and an end each; characters stay whole.
function M.differing(a, b)
  local shorter = math.min(#a, #b)
  local head = 0
  while head < shorter and a:byte(head + 1) == b:byte(head + 1) do
    head = head + 1
  end
  while head > 0 and (is_continuation(a, head + 1) or is_continuation(b, head + 1)) do
    head = head - 1
  end
  local tail = 0
  while tail < shorter - head and a:byte(#a - tail) == b:byte(#b - tail) do
    tail = tail + 1
  end
  while tail > 0 and is_continuation(a, #a - tail + 1) do
    tail = tail - 1
  end
  return head, #a - tail, #b - tail
end

local function joined(lines)
  return #lines > 0 and table.concat(lines, '\n') .. '\n' or ''
end

--- A unified diff of a change with lines around it: `{ sign, text, from, to }` for each line, where `from` and `to` are the
--- bytes of the text that changed within its line.
function M.diff(buffer, change, context)
  local lines = {}
  local function put(sign, text, from, to)
    table.insert(lines, { sign = sign, text = text, from = from, to = to })
  end
  local before = vim.api.nvim_buf_get_lines(buffer, math.max(change.first - 1 - context, 0), change.first - 1, false)
  for _, text in ipairs(before) do
    put(' ', text)
  end
  local old_at = 1
  for _, hunk in ipairs(compat.hunks(joined(change.old), joined(change.new))) do
    local old_first, old_count, new_first, new_count = unpack(hunk)
    -- Where nothing is taken away, the line named is the one before.
    local until_line = old_count == 0 and old_first or old_first - 1
    while old_at <= until_line do
      put(' ', change.old[old_at])
      old_at = old_at + 1
    end
    local pairs_up = old_count == new_count
    for index = 0, old_count - 1 do
      local text = change.old[old_first + index]
      local from, to
      if pairs_up then
        from, to = M.differing(text, change.new[new_first + index])
      end
      put('-', text, from, to)
    end
    for index = 0, new_count - 1 do
      local text = change.new[new_first + index]
      local from, to
      if pairs_up then
        from, _, to = M.differing(change.old[old_first + index], text)
      end
      put('+', text, from, to)
    end
    old_at = old_first + math.max(old_count, 1)
    if old_count == 0 then
      old_at = old_first + 1
    end
  end
  while old_at <= #change.old do
    put(' ', change.old[old_at])
    old_at = old_at + 1
  end
  local behind = change.first - 1 + #change.old
  for _, text in ipairs(vim.api.nvim_buf_get_lines(buffer, behind, behind + context, false)) do
    put(' ', text)
  end
  return lines
end

return M
