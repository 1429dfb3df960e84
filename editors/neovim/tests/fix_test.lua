-- Fixes through the menu, without asking, for a range, and through Neovim's own code actions.

local t = require('fixerr.tests')

local PYTHON = {
  '# 🚀 size',
  'def measure(count, limit):',
  '    size = count + 3',
  '    if size <= limit:',
  '        size = size * 3',
  '    retrun size',
}
local FIXED = t.with(PYTHON, 6, '    return size')

local function open()
  t.setup()
  t.edit('sums.py', PYTHON)
  t.ready()
  vim.api.nvim_win_set_cursor(0, { 6, 4 })
end

t.test(':FixErr offers fixes and makes the one that is chosen', function()
  open()
  local shown = t.choose(function(titles)
    return titles[1] and 1
  end)
  vim.cmd('FixErr')
  t.wait('the fix', function()
    return vim.deep_equal(t.lines(), FIXED)
  end)
  t.contains(shown[1], "'retrun' → 'return'")
  t.is(not shown[1]:find('FixErr', 1, true), 'the prompt names FixErr already')
  t.equal(vim.api.nvim_win_get_cursor(0)[1], 6, 'the cursor stays on its line')
end)

t.test(':FixErr changes nothing when nothing is chosen', function()
  open()
  local shown = t.choose(function() end)
  vim.cmd('FixErr')
  t.wait('the menu', function()
    return #shown > 0
  end)
  t.equal(t.lines(), PYTHON)
end)

t.test('a picker that knows the code actions of Neovim gets no others for them', function()
  open()
  vim.ui.select = function(items, options, done)
    if options.kind == 'codeaction' then
      -- So telescope-ui-select, dressing and others find out whose action an item is.
      local _ = items[1].ctx.client_id or items[1].action.title
    end
    done(items[1], 1)
  end
  vim.cmd('FixErr')
  t.wait('the fix', function()
    return vim.deep_equal(t.lines(), FIXED)
  end)
end)

t.test(':FixErr! takes the best fix and says what it did', function()
  open()
  vim.cmd('FixErr!')
  t.contains(t.wait_said('return'), "'retrun' → 'return'")
  t.equal(t.lines(), FIXED)
end)

t.test('a fix is one step for undo, whatever came before', function()
  open()
  vim.api.nvim_buf_set_lines(0, 0, 1, false, { '# another title' })
  vim.cmd('FixErr!')
  t.wait_said('return')
  t.equal(t.lines(), t.with(FIXED, 1, '# another title'))
  vim.cmd('silent undo')
  t.equal(t.lines(), t.with(PYTHON, 1, '# another title'), 'after one undo')
  vim.cmd('silent redo')
  t.equal(t.lines(), t.with(FIXED, 1, '# another title'), 'after redo')
end)

t.test('what was changed in one place is proposed in the next', function()
  t.setup()
  local store = {
    'class Store:',
    '    def read(self, key):',
    '        return self.open_table(key).get(key)',
    '',
    '    def write(self, key, value):',
    '        table = self.open_table(key)',
    '        table.put(key, value)',
  }
  t.edit('store.py', store)
  t.ready()
  local changed = t.with(store, 3, '        return self.open_table(key, self.mode).get(key)')
  vim.api.nvim_buf_set_lines(0, 0, -1, false, changed)
  vim.cmd('6FixErr!')
  t.contains(t.wait_said('as in line 3'), "add ', self.mode'")
  t.equal(t.lines(), t.with(changed, 6, '        table = self.open_table(key, self.mode)'))
end)

t.test('two fixes are two steps', function()
  t.setup()
  local twice = vim.list_extend(vim.deepcopy(PYTHON), { '', 'def other(size):', '    retrun size' })
  t.edit('twice.py', twice)
  t.ready()
  vim.cmd('6FixErr!')
  t.wait('the first fix', function()
    return t.lines()[6] == '    return size'
  end)
  vim.cmd('9FixErr!')
  t.wait('the second fix', function()
    return t.lines()[9] == '    return size'
  end)
  vim.cmd('silent undo')
  t.equal(t.lines(), t.with(twice, 6, '    return size'), 'after one undo')
  vim.cmd('silent undo')
  t.equal(t.lines(), twice, 'after two')
end)

t.test('a line is named without moving the cursor', function()
  open()
  vim.api.nvim_win_set_cursor(0, { 3, 4 })
  vim.cmd('6FixErr!')
  t.wait_said('return')
  t.equal(t.lines(), FIXED)
  t.equal(vim.api.nvim_win_get_cursor(0), { 3, 4 }, 'the cursor')
end)

t.test('selected lines are repaired together', function()
  open()
  t.type('5GVj:FixErr!<CR>')
  t.wait_said('→')
  t.equal(t.lines(), FIXED)
end)

t.test("vim.lsp.buf.code_action shows FixErr's fixes", function()
  open()
  local shown = t.choose(function(titles)
    for index, title in ipairs(titles) do
      if title:find("'retrun' → 'return'", 1, true) then
        return index
      end
    end
  end)
  vim.lsp.buf.code_action()
  t.wait('the fix', function()
    return vim.deep_equal(t.lines(), FIXED)
  end)
  t.contains(shown[1], 'FixErr: ')
end)

t.test('a fix that is worked out when it is chosen', function()
  t.setup({ budgetMs = 10, candidates = 10 })
  t.edit('sums.py', PYTHON)
  t.ready()
  local shown = t.choose(function()
    return 1
  end)
  -- Ten candidates for two lines take longer than the budget.
  vim.cmd('5,6FixErr')
  t.wait('the fix', function()
    return vim.deep_equal(t.lines(), FIXED)
  end)
  t.equal(shown, { 'repair lines 5 to 6' })
end)

t.test('a fix that is worked out when it is taken is named by what it became', function()
  t.setup({ budgetMs = 10, candidates = 10 })
  t.edit('sums.py', PYTHON)
  t.ready()
  local client = require('fixerr.client')
  local request = client.request
  client.request = function(asked, buffer, method, params, done)
    request(asked, buffer, method, params, function(failure, answer)
      if method == 'codeAction/resolve' and answer then
        answer.title = "FixErr: 'retrun' → 'return'"
      end
      done(failure, answer)
    end)
  end
  vim.cmd('5,6FixErr!')
  t.contains(t.wait_said('FixErr: '), "'retrun' → 'return'")
  t.equal(t.lines(), FIXED)
end)

t.test('an answer for a text that is gone is not used', function()
  open()
  local changed = t.with(PYTHON, 1, '# changed')
  local held
  vim.ui.select = function(items, _, done)
    held = function()
      done(items[1])
    end
  end
  vim.cmd('FixErr')
  t.wait('the menu', function()
    return held
  end)
  vim.api.nvim_buf_set_lines(0, 0, 1, false, { '# changed' })
  held()
  t.wait_said('the buffer has changed')
  t.equal(t.lines(), changed)
end)

t.test('who goes on meanwhile gets no menu', function()
  open()
  local answer = t.hold()
  vim.cmd('FixErr')
  vim.cmd('new')
  answer()
  t.wait_said('you went on meanwhile')
  t.equal(#t.said, 1, vim.inspect(t.said))
end)

t.test('a file that is thrown away before the best fix is there', function()
  open()
  local answer = t.hold()
  vim.cmd('FixErr!')
  vim.cmd('bwipeout!')
  answer()
  -- The server may have noticed, too.
  t.contains(t.wait_said('has changed'), 'FixErr: ')
end)

t.test('an empty line has nothing to offer', function()
  t.setup()
  t.edit('empty.py', { 'size = 1', '', 'other = 2' })
  t.ready()
  vim.cmd('2FixErr')
  t.wait_said('nothing to offer for line 2')
end)

t.test('a line that is too long for the model is named as the reason', function()
  t.setup()
  t.edit('long.py', { 'sizes = [' .. ('size_of_it, '):rep(400) .. ']' })
  t.ready()
  vim.cmd('FixErr')
  t.wait_said('mark fewer lines')
  vim.cmd('FixErr candidates')
  t.wait_said('mark fewer lines')
end)

t.test('a text that cannot be changed is left alone', function()
  open()
  vim.bo.modifiable = false
  vim.cmd('FixErr!')
  t.contains(t.wait_said('modifiable'), 'cannot be changed')
  vim.bo.modifiable = true
end)

t.test('DOS line ends and a missing last one', function()
  t.setup()
  local path = t.folder() .. '/dos.py'
  local file = assert(io.open(path, 'wb'))
  file:write((table.concat(PYTHON, '\r\n')))
  file:close()
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  t.ready()
  t.equal(vim.bo.fileformat, 'dos')
  vim.cmd('6FixErr!')
  t.wait_said('return')
  vim.cmd('silent set nofixendofline | silent write')
  file = assert(io.open(path, 'rb'))
  local written = file:read('*a')
  file:close()
  t.equal(written, table.concat(FIXED, '\r\n'))
end)
