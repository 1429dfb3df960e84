-- `:FixErr all`: fixes for what diagnostics complain of.

local t = require('fixerr.tests')

local PYTHON = {
  'def first(size):',
  '    retrun size',
  '',
  '',
  'def second(count):',
  '    return (count + 1',
}
local FIXED = t.with(t.with(PYTHON, 2, '    return size'), 6, '    return (count + 1)')

local namespace = vim.api.nvim_create_namespace('fixerr_tests')

--- Says an error, or what is less severe, of each of these lines, as a linter would.
local function complain(lines, severity)
  vim.diagnostic.set(
    namespace,
    0,
    vim.tbl_map(function(line)
      return { lnum = line - 1, col = 4, end_col = 10, severity = severity or 1, source = 'lint', message = 'invalid syntax' }
    end, lines)
  )
end

local function open(settings)
  t.setup(vim.tbl_extend('force', { certainty = 0.2 }, settings or {}))
  t.edit('twice.py', PYTHON)
  t.ready()
end

t.test('every problem is fixed, in one step for undo', function()
  open()
  complain({ 2, 6 })
  vim.cmd('FixErr all')
  t.wait_said('fix 2 problems')
  t.equal(t.lines(), FIXED)
  vim.cmd('silent undo')
  t.equal(t.lines(), PYTHON)
end)

t.test('of a range only its own', function()
  open()
  complain({ 2, 6 })
  vim.cmd('5,6FixErr all')
  t.wait_said('fix 1 problem')
  t.equal(t.lines(), t.with(PYTHON, 6, '    return (count + 1)'))
end)

t.test('what nobody complains of stays', function()
  open()
  vim.cmd('FixErr all')
  t.wait_said('there are no errors or warnings here')
  t.equal(t.lines(), PYTHON)
end)

t.test('hints, and problems outside the range, are no reason', function()
  open()
  complain({ 2 }, vim.diagnostic.severity.HINT)
  vim.cmd('FixErr all')
  t.wait_said('there are no errors or warnings here')
  t.said = {}
  complain({ 2 })
  vim.cmd('5,6FixErr all')
  t.wait_said('there are no errors or warnings here')
  t.equal(t.lines(), PYTHON)
  complain({ 2 }, vim.diagnostic.severity.WARN)
  vim.cmd('FixErr all')
  t.wait_said('fix 1 problem')
end)

t.test('what is not certain enough stays', function()
  t.setup({ certainty = 0.9 })
  local lines =
    { 'class Sensor {', '    double mean(double sum, int count) {', '        return sum / count;', '    }', '}' }
  t.edit('Sensor.java', lines)
  t.ready()
  complain({ 3 })
  vim.cmd('FixErr all')
  t.wait_said('no fix is certain enough')
  t.equal(t.lines(), lines)
end)

t.test('what was not looked at is said, and comes next', function()
  open({ budgetMs = 10 })
  complain({ 2, 6 })
  vim.cmd('FixErr all')
  t.wait_said('not looked at yet')
  repeat
    local answered = false
    complain(vim.tbl_filter(function(line)
      return t.lines()[line] ~= FIXED[line]
    end, { 2, 6 }))
    require('fixerr').fix_all({
      done = function()
        answered = true
      end,
    })
    t.wait('an answer', function()
      return answered
    end)
  until vim.deep_equal(t.lines(), FIXED)
end)

t.test('a diagnostic of a line goes along with a fix', function()
  open()
  complain({ 2 })
  local sent
  local client = require('fixerr').client()
  local request = client.request
  client.request = function(...)
    for _, argument in ipairs({ ... }) do
      if type(argument) == 'table' and argument.context then
        sent = argument.context
      end
    end
    return request(...)
  end
  vim.cmd('2FixErr!')
  t.wait('the fix', function()
    return t.lines()[2] == '    return size'
  end)
  client.request = request
  t.equal(sent.only, { 'quickfix' })
  t.equal(sent.diagnostics, {
    {
      range = { start = { line = 1, character = 4 }, ['end'] = { line = 1, character = 10 } },
      severity = 1,
      source = 'lint',
      message = 'invalid syntax',
    },
  })
end)
