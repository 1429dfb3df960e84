-- The preview of the candidates, with keys as a person types them.

local t = require('fixerr.tests')

local JAVA = {
  'class Sensor {',
  '    double mean(int[] readings, int count) {',
  '        double sum = 0;',
  '        for (int i = 0; i <= count; i++) {',
  '            sum += readings[i];',
  '        }',
  '        return sum / count;',
  '    }',
  '}',
}
--- A line that the model has several candidates for.
local MARKED = 7

--- The preview's windows: the list, which has the focus, and the diff.
local function windows()
  local list, diff = vim.api.nvim_get_current_win(), nil
  for _, window in ipairs(t.floats()) do
    if window ~= list then
      diff = window
    end
  end
  return list, diff
end

--- Lines of a window; the last word on them is the screen's, so trailing spaces do not count.
local function text(window)
  return t.text_of(vim.api.nvim_win_get_buf(window))
end

local function starting_with(lines, sign)
  return vim.tbl_map(
    function(line)
      return line:sub(3)
    end,
    vim.tbl_filter(function(line)
      return line:sub(1, 1) == sign
    end, lines)
  )
end

local function is_open()
  return #t.floats() == 2
end

--- Opens the preview and returns the list's lines and the diff's window.
local function open(command)
  t.setup()
  t.edit('Sensor.java', JAVA)
  t.ready()
  vim.api.nvim_win_set_cursor(0, { MARKED, 12 })
  vim.cmd(command or 'FixErr candidates')
  t.wait('the preview', is_open)
  local list, diff = windows()
  return text(list), diff
end

local function closed()
  t.wait('the preview to be closed', function()
    return #t.floats() == 0
  end)
end

--- Waits until the diff is another one, and returns it.
local function changed(diff, before)
  return t.wait('another diff', function()
    local now = text(diff)
    return not vim.deep_equal(now, before) and now
  end)
end

t.test('it lists the candidates and shows what the first one changes', function()
  local list, diff = open()
  t.is(#list >= 2, 'the model has several candidates for this line: ' .. vim.inspect(list))
  for index, entry in ipairs(list) do
    t.is(entry:find(('^ %d  .'):format(index)), entry)
    t.is(not entry:find('FixErr', 1, true), 'the title names FixErr already')
    t.is(entry:find(' %d+ %%'), 'each has its chance: ' .. entry)
  end
  -- Windows have titles from Neovim 0.9 on.
  local title = vim.api.nvim_win_get_config(0).title
  t.is(not title or vim.inspect(title):find('nothing wrong here: ', 1, true), vim.inspect(title))
  local shown = text(diff)
  t.equal(starting_with(shown, '-'), { JAVA[MARKED] })
  t.equal(#starting_with(shown, '+'), 1)
  t.equal(starting_with(shown, ' '), vim.list_extend(vim.list_slice(JAVA, 4, 6), vim.list_slice(JAVA, 8, 9)))
  t.equal(vim.bo[vim.api.nvim_win_get_buf(diff)].syntax, 'java')
  t.equal(vim.bo[vim.api.nvim_win_get_buf(diff)].filetype, '', 'nothing attaches to the preview')
end)

t.test('Enter makes the candidate under the cursor, as one step for undo', function()
  local _, diff = open()
  local first = text(diff)
  t.type('j')
  local second = changed(diff, first)
  t.type('<CR>')
  closed()
  local expected = t.with(JAVA, MARKED, starting_with(second, '+')[1])
  t.equal(t.lines(), expected)
  t.equal(vim.api.nvim_win_get_cursor(0)[1], MARKED)
  vim.cmd('silent undo')
  t.equal(t.lines(), JAVA)
end)

t.test('j, k, Ctrl-N, Ctrl-P and G move, and stay within the list', function()
  local list, diff = open()
  local first = text(diff)
  t.type('<C-n>')
  local second = changed(diff, first)
  t.type('<C-p>')
  t.equal(changed(diff, second), first)
  t.type('j')
  t.equal(changed(diff, first), second)
  t.type('k')
  t.equal(changed(diff, second), first)
  t.type('kk')
  t.type('G')
  local last = changed(diff, first)
  t.equal(vim.api.nvim_win_get_cursor(0)[1], #list)
  t.type(#list .. 'k')
  t.equal(changed(diff, last), first)
end)

for _, key in ipairs({ 'q', '<Esc>' }) do
  t.test(key .. ' closes it with nothing changed', function()
    open()
    t.type('j' .. key)
    closed()
    t.equal(t.lines(), JAVA)
    t.equal(vim.bo.modified, false, 'modified')
    t.equal(vim.api.nvim_win_get_cursor(0), { MARKED, 12 }, 'the cursor')
    -- No mark remains in the text.
    local namespace = vim.api.nvim_get_namespaces()['fixerr']
    t.equal(vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, {}), {})
  end)
end

t.test('leaving the window closes it', function()
  open()
  t.type('<C-w>w')
  closed()
  t.equal(t.lines(), JAVA)
end)

t.test('who leaves it for another window stays there', function()
  vim.cmd('split')
  local other = vim.api.nvim_get_current_win()
  vim.cmd('wincmd p')
  open()
  vim.api.nvim_set_current_win(other)
  closed()
  t.equal(vim.api.nvim_get_current_win(), other)
end)

t.test('a second preview takes the place of the first', function()
  vim.cmd('split')
  local other = vim.api.nvim_get_current_win()
  vim.cmd('wincmd p')
  open()
  local first = vim.api.nvim_get_current_win()
  vim.api.nvim_win_set_buf(other, vim.api.nvim_win_get_buf(vim.fn.win_getid(2)))
  vim.api.nvim_set_current_win(other)
  vim.api.nvim_win_set_cursor(other, { 4, 0 })
  vim.cmd('FixErr candidates')
  t.wait('the second preview alone', function()
    return is_open() and not vim.api.nvim_win_is_valid(first)
  end)
  t.equal(windows(), vim.api.nvim_get_current_win())
  t.type('q')
  closed()
  t.equal(vim.api.nvim_get_current_win(), other)
end)

--- What someone may do while the server is at work.
local meanwhile = {
  ['closes the window'] = function()
    vim.cmd('close')
  end,
  ['throws the file away'] = function()
    vim.cmd('bwipeout!')
  end,
  ['opens another file'] = function()
    vim.cmd('hide enew')
  end,
  ['changes the text'] = function()
    vim.api.nvim_buf_set_lines(0, 0, 1, false, { 'class Other {' })
  end,
  ['begins to type'] = function()
    t.type('i')
    t.wait('insert mode', function()
      return vim.api.nvim_get_mode().mode == 'i'
    end)
  end,
}

for what, act in pairs(meanwhile) do
  t.test(('who %s meanwhile gets no window'):format(what), function()
    t.setup()
    vim.cmd('split')
    t.edit('Sensor.java', JAVA)
    t.ready()
    local answer = t.hold()
    vim.cmd(MARKED .. 'FixErr candidates')
    act()
    local window = vim.api.nvim_get_current_win()
    answer()
    t.wait_said('you went on meanwhile')
    t.equal(t.floats(), {})
    t.equal(vim.api.nvim_get_current_win(), window)
    t.type('<Esc>')
    t.wait('normal mode', function()
      return vim.api.nvim_get_mode().mode == 'n'
    end)
  end)
end

t.test('a file that is thrown away while candidates are worked out', function()
  t.setup()
  t.edit('Sensor.java', JAVA)
  t.ready()
  local client = require('fixerr.client')
  local request, resolve = client.request, nil
  client.request = function(asked, buffer, method, params, done)
    if method == 'codeAction/resolve' then
      resolve = function()
        done(nil, vim.tbl_extend('force', params, { edit = { changes = {} } }))
      end
      return
    end
    request(asked, buffer, method, params, function(failure, actions)
      actions[1].edit = nil
      done(failure, actions)
    end)
  end
  vim.cmd(MARKED .. 'FixErr candidates')
  t.wait('what was put off', function()
    return resolve
  end)
  vim.cmd('bwipeout!')
  resolve()
  t.wait_said('you went on meanwhile')
  t.equal(t.floats(), {})
end)

t.test('who asks twice gets one preview', function()
  t.setup()
  t.edit('Sensor.java', JAVA)
  t.ready()
  vim.cmd(MARKED .. 'FixErr candidates')
  vim.cmd(MARKED .. 'FixErr candidates')
  t.wait_said('you went on meanwhile')
  t.is(is_open(), 'the first stays')
  t.type('q')
  closed()
end)

t.test('who leaves insert mode meanwhile may have it', function()
  t.setup()
  t.edit('Sensor.java', JAVA)
  t.ready()
  t.type('i')
  t.wait('insert mode', function()
    return vim.api.nvim_get_mode().mode == 'i'
  end)
  local answer = t.hold()
  vim.cmd(MARKED .. 'FixErr candidates')
  t.type('<Esc>')
  t.wait('normal mode', function()
    return vim.api.nvim_get_mode().mode == 'n'
  end)
  answer()
  t.is(is_open(), 'the preview opens')
  t.type('q')
  closed()
end)

t.test('asked for in insert mode, its keys are those of normal mode', function()
  t.setup()
  t.edit('Sensor.java', JAVA)
  t.ready()
  t.type(MARKED .. 'GA<C-o>:FixErr candidates<CR>')
  t.wait('the preview', is_open)
  t.type('q')
  closed()
  t.equal(t.lines(), JAVA)
  t.type('<Esc>')
end)

t.test('selected lines', function()
  t.setup()
  t.edit('Sensor.java', JAVA)
  t.ready()
  t.type('4GVj:FixErr candidates<CR>')
  t.wait('the preview', is_open)
  local _, diff = windows()
  local kept = {}
  for _, line in ipairs(text(diff)) do
    if line:sub(1, 1) ~= '-' then
      table.insert(kept, line:sub(3))
    end
  end
  t.type('<CR>')
  closed()
  t.is(not vim.deep_equal(t.lines(), JAVA), 'nothing was changed')
  t.contains(table.concat(t.lines(), '\n'), table.concat(kept, '\n'))
end)

t.test('what is worked out late is shown with all candidates', function()
  t.setup({ budgetMs = 10 })
  t.edit('Sensor.java', JAVA)
  t.wait('the server', function()
    return require('fixerr').client()
  end)
  vim.cmd(MARKED .. 'FixErr candidates')
  t.wait('the preview', is_open)
  local list, diff = windows()
  t.is(#text(list) >= 2, vim.inspect(text(list)))
  local added = starting_with(text(diff), '+')
  t.type('<CR>')
  closed()
  t.equal(t.lines(), t.with(JAVA, MARKED, added[1]))
end)

t.test('a change meanwhile is not overwritten', function()
  open()
  local source = vim.api.nvim_win_get_buf(vim.fn.win_getid(1))
  vim.api.nvim_buf_set_lines(source, 0, 1, false, { 'class Other {' })
  t.type('<CR>')
  t.wait_said('the buffer has changed')
  t.equal(t.lines(), t.with(JAVA, 1, 'class Other {'))
end)

t.test('it fits a small screen', function()
  local lines, columns = vim.o.lines, vim.o.columns
  vim.o.lines, vim.o.columns = 12, 40
  local ok, err = pcall(open)
  local places = vim.tbl_map(vim.api.nvim_win_get_config, t.floats())
  vim.o.lines, vim.o.columns = lines, columns
  t.is(ok, err)
  for _, place in ipairs(places) do
    t.is(place.width <= 38 and place.height <= 10, vim.inspect(place))
  end
end)

t.test("the border is setup's, the option's or a rounded one", function()
  local float = require('fixerr.float')
  local function with_option(value)
    rawset(vim.o, 'winborder', value)
    local border = float.border()
    rawset(vim.o, 'winborder', nil)
    return border
  end
  t.equal(with_option(''), 'rounded')
  t.equal(with_option('double'), 'double')
  local drawn = with_option('+,-,+,|,+,-,+,|')
  t.equal(drawn, { '+', '-', '+', '|', '+', '-', '+', '|' })
  local window = vim.api.nvim_open_win(float.buffer({ 'text' }), false, {
    relative = 'editor',
    row = 0,
    col = 0,
    width = 4,
    height = 1,
    border = drawn,
  })
  float.close(window)
  require('fixerr.config').set({ border = 'single' })
  t.equal(with_option('double'), 'single')
end)

t.test('there are no candidates for an empty line', function()
  t.setup()
  t.edit('empty.py', { 'size = 1', '', 'other = 2' })
  t.ready()
  vim.cmd('2FixErr candidates')
  t.wait_said('nothing to offer for line 2')
  t.equal(t.floats(), {})
end)
