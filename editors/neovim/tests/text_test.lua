-- What an edit does to the text, in each encoding, and its diff.

local t = require('fixerr.tests')
local text = require('fixerr.text')

local function edit(first, first_character, last, last_character, inserted)
  return {
    range = {
      start = { line = first, character = first_character },
      ['end'] = { line = last, character = last_character },
    },
    newText = inserted,
  }
end

local function buffer(lines)
  local created = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(created, 0, -1, false, lines)
  return created
end

--- What a diff shows, one string for each line; what changed within its line stands in `[ ]`.
local function drawn(lines)
  return vim.tbl_map(function(line)
    local shown = line.text
    if line.from then
      shown = ('%s[%s]%s'):format(shown:sub(1, line.from), shown:sub(line.from + 1, line.to), shown:sub(line.to + 1))
    end
    return line.sign .. shown
  end, lines)
end

local function check(lines, edits, encoding, expected)
  local created = buffer(lines)
  t.equal(drawn(text.diff(created, text.change(created, edits, encoding), 1)), expected)
  -- Neovim makes the same of the edits.
  vim.lsp.util.apply_text_edits(edits, created, encoding)
  local kept = vim.tbl_map(
    function(line)
      return line:sub(2)
    end,
    vim.tbl_filter(
      function(line)
        return line:sub(1, 1) ~= '-'
      end,
      vim.tbl_map(function(line)
        return (line:gsub('[%[%]]', ''))
      end, expected)
    )
  )
  local now = table.concat(vim.api.nvim_buf_get_lines(created, 0, -1, false), '\n')
  t.contains(now, table.concat(kept, '\n'))
end

t.test('a word, counted in each encoding', function()
  local lines = { 'before', 's = "🚀é" <= n', 'behind' }
  local expected = { ' before', '-s = "🚀é" <[=] n', '+s = "🚀é" <[] n', ' behind' }
  check(lines, { edit(1, 14, 1, 15, '') }, 'utf-8', expected)
  check(lines, { edit(1, 11, 1, 12, '') }, 'utf-16', expected)
  check(lines, { edit(1, 10, 1, 11, '') }, 'utf-32', expected)
end)

t.test('characters that share bytes stay whole', function()
  check({ 'x = "é"' }, { edit(0, 5, 0, 6, 'è') }, 'utf-16', { '-x = "[é]"', '+x = "[è]"' })
  check({ 'x = 😀' }, { edit(0, 4, 0, 6, '😁') }, 'utf-16', { '-x = [😀]', '+x = [😁]' })
end)

t.test('lines that go, come and stay', function()
  local lines = { 'a', 'b', 'c', 'd' }
  check(lines, { edit(1, 0, 2, 0, '') }, 'utf-16', { ' a', '-b', ' c', ' d' })
  check(lines, { edit(1, 0, 1, 0, 'new\n') }, 'utf-16', { ' a', '+new', ' b', ' c' })
  check(lines, { edit(0, 0, 0, 0, 'new\n') }, 'utf-16', { '+new', ' a', ' b' })
  check(lines, { edit(3, 1, 3, 1, '\nnew') }, 'utf-16', { ' c', ' d', '+new' })
  check(lines, { edit(1, 0, 3, 0, 'b\nC\n') }, 'utf-16', { ' a', ' b', '-[c]', '+[C]', ' d' })
  check(lines, { edit(1, 0, 2, 1, 'one') }, 'utf-16', { ' a', '-b', '-c', '+one', ' d' })
end)

t.test('several edits of one line', function()
  check({ 'f(a, b)' }, { edit(0, 2, 0, 3, 'x'), edit(0, 5, 0, 6, 'y') }, 'utf-16', { '-f([a, b])', '+f([x, y])' })
end)

t.test('carriage returns are no text', function()
  check({ 'a', 'b' }, { edit(0, 0, 1, 0, 'A\r\n') }, 'utf-16', { '-[a]', '+[A]', ' b' })
end)

t.test('edits are found in either form', function()
  local path = t.edit('a.py', { 'a' })
  local uri = vim.uri_from_fname(path)
  local one = { edit(0, 0, 0, 1, 'b') }
  t.equal(text.edits_of({ changes = { [uri] = one } }, 0), one)
  t.equal(text.edits_of({ documentChanges = { { textDocument = { uri = uri, version = 1 }, edits = one } } }, 0), one)
  t.equal(text.edits_of({ changes = { ['file:///other'] = one } }, 0), {})
end)
