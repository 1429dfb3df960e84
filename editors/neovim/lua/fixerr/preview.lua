--- `:FixErr candidates`: a list of the candidates, and below it what the one under the cursor changes.

local float = require('fixerr.float')
local text = require('fixerr.text')

local M = {}

local namespace = vim.api.nvim_create_namespace('fixerr')

--- Lines around the change that are shown with it.
local CONTEXT = 3
--- A narrow window would look like a mistake; a short list should leave room for its title and footer.
local LEAST_WIDTH = 52
--- Rows and columns that a border takes.
local BORDER = 2

local links = {
  FixErrTitle = 'FloatTitle',
  FixErrHint = 'FloatFooter',
  FixErrNumber = 'Number',
  FixErrSelected = 'PmenuSel',
  FixErrTarget = 'Visual',
  FixErrAdded = 'DiffAdd',
  FixErrRemoved = 'DiffDelete',
  FixErrChanged = 'DiffText',
}

local function define_highlights()
  for name, link in pairs(links) do
    vim.api.nvim_set_hl(0, name, { link = link, default = true })
  end
end

--- A chance that the server gives an action, in percent: `confidence`, that it is right, or `unchanged`, that nothing is wrong. Nil
--- where it says none.
local function chance(action, name)
  local value = type(action.data) == 'table' and tonumber(action.data[name])
  local rounded = value and math.floor(value * 100 + 0.5)
  return rounded and (rounded == 0 and 'below 1 %' or ('%d %%'):format(rounded))
end

local function entry(number, action)
  local confidence = chance(action, 'confidence')
  return (' %d  %s %s'):format(number, (action.title:gsub('^FixErr: ', '')), confidence and (' %s '):format(confidence) or '')
end

local function diff_lines(target, action)
  local change = text.change(target.buffer, text.edits_of(action.edit, target.buffer), target.encoding)
  return text.diff(target.buffer, change, CONTEXT)
end

local function shown(lines)
  return vim.tbl_map(function(line)
    return ('%s %s'):format(line.sign, line.text)
  end, lines)
end

--- Colours the lines of a diff, and within them what differs.
local function paint(buffer, lines)
  local groups = { ['+'] = 'FixErrAdded', ['-'] = 'FixErrRemoved' }
  vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
  for index, line in ipairs(lines) do
    local group = groups[line.sign]
    if group then
      vim.api.nvim_buf_set_extmark(buffer, namespace, index - 1, 0, {
        end_row = index,
        end_col = 0,
        hl_group = group,
        hl_eol = true,
        priority = 150,
      })
    end
    -- Where nothing remains of a line's words, or nothing was taken away, there is nothing to point at.
    if group and line.from and line.to > line.from then
      vim.api.nvim_buf_set_extmark(buffer, namespace, index - 1, line.from + 2, {
        end_col = line.to + 2,
        hl_group = 'FixErrChanged',
        priority = 160,
      })
    end
  end
end

--- Where the windows go: below the marked lines, above them, or in the middle, wherever there is room.
local function layout(target, list_height, diff_height, width)
  local rows, columns = float.screen()
  width = math.max(math.min(width, columns - BORDER - 2), 1)
  list_height = math.max(math.min(list_height, rows - 2 * BORDER - 1), 1)
  diff_height = math.max(math.min(diff_height, rows - list_height - 2 * BORDER), 1)
  local total = list_height + diff_height + 2 * BORDER
  local above = vim.fn.screenpos(target.window, target.first, 1)
  local below = vim.fn.screenpos(target.window, target.last, 1)
  local row
  if below.row > 0 and below.row + total <= rows then
    row = below.row
  elseif above.row > total then
    row = above.row - 1 - total
  else
    row = math.max(math.floor((rows - total) / 2), 0)
  end
  local col = math.max(above.col, below.col, 1) - 1
  col = math.max(math.min(col, columns - width - BORDER), 0)
  return {
    list = { row = row, col = col, width = width, height = list_height },
    diff = { row = row + list_height + BORDER, col = col, width = width, height = diff_height },
  }
end

local function open_windows(target, entries, diffs, unchanged)
  local tallest, widest = 1, LEAST_WIDTH
  widest = math.max(widest, float.width(entries))
  for _, lines in ipairs(diffs) do
    tallest = math.max(tallest, #lines)
    widest = math.max(widest, float.width(shown(lines)) + 1)
  end
  local place = layout(target, #entries, tallest, widest)
  local lines = target.first == target.last and ('line %d'):format(target.first)
    or ('lines %d to %d'):format(target.first, target.last)
  place.list.title = 'FixErr: ' .. lines .. (unchanged and (' (nothing wrong here: %s)'):format(unchanged) or '')
  place.list.enter = true
  place.diff.footer = '<CR> applies, q closes'
  place.diff.enter = false
  place.diff.shut = true
  local diff_buffer = float.buffer({})
  -- Colours alone: a file type would bring language servers and other plugins along.
  vim.bo[diff_buffer].syntax = vim.bo[target.buffer].syntax
  vim.bo[diff_buffer].tabstop = vim.bo[target.buffer].tabstop
  local diff_window = float.open(diff_buffer, place.diff)
  local list_buffer = float.buffer(entries)
  local list_window = float.open(list_buffer, place.list)
  vim.wo[list_window].cursorline = true
  vim.wo[list_window].winhighlight = 'CursorLine:FixErrSelected'
  for index in ipairs(entries) do
    vim.api.nvim_buf_set_extmark(list_buffer, namespace, index - 1, 0, {
      end_col = 1 + #tostring(index),
      hl_group = 'FixErrNumber',
    })
  end
  return { list = list_window, list_buffer = list_buffer, diff = diff_window, diff_buffer = diff_buffer }
end

local function mark(target)
  for line = target.first, target.last do
    vim.api.nvim_buf_set_extmark(target.buffer, namespace, line - 1, 0, {
      end_row = line,
      end_col = 0,
      hl_group = 'FixErrTarget',
      hl_eol = true,
      strict = false,
    })
  end
end

--- Opens the preview for resolved actions. `chosen` gets the one that is taken, or nil.
function M.open(target, actions, chosen)
  define_highlights()
  local entries, diffs = {}, {}
  for index, action in ipairs(actions) do
    entries[index] = entry(index, action)
    diffs[index] = diff_lines(target, action)
  end
  local windows = open_windows(target, entries, diffs, actions[1] and chance(actions[1], 'unchanged'))
  mark(target)

  local current = 0
  local function update()
    local row = vim.api.nvim_win_get_cursor(windows.list)[1]
    if row ~= current then
      current = row
      float.write(windows.diff_buffer, shown(diffs[row]))
      paint(windows.diff_buffer, diffs[row])
    end
  end
  local is_closed = false
  local function close(action)
    if is_closed then
      return
    end
    is_closed = true
    -- Whoever has gone elsewhere stays there.
    local is_inside = vim.api.nvim_get_current_win() == windows.list
    float.close(windows.diff)
    float.close(windows.list)
    if vim.api.nvim_buf_is_valid(target.buffer) then
      vim.api.nvim_buf_clear_namespace(target.buffer, namespace, 0, -1)
    end
    if is_inside and vim.api.nvim_win_is_valid(target.window) then
      vim.api.nvim_set_current_win(target.window)
    end
    chosen(action)
  end
  local function move(by)
    return function()
      local row = vim.api.nvim_win_get_cursor(windows.list)[1] + by * vim.v.count1
      vim.api.nvim_win_set_cursor(windows.list, { math.max(math.min(row, #actions), 1), 0 })
      update()
    end
  end
  local function scroll(keys)
    local raw = vim.api.nvim_replace_termcodes(keys, true, false, true)
    return function()
      vim.api.nvim_win_call(windows.diff, function()
        vim.cmd('normal! ' .. raw)
      end)
    end
  end
  local map = function(keys, action)
    float.map(windows.list_buffer, keys, action)
  end
  map({ 'j', '<Down>', '<C-n>' }, move(1))
  map({ 'k', '<Up>', '<C-p>' }, move(-1))
  map({ '<C-d>' }, scroll('<C-d>'))
  map({ '<C-u>' }, scroll('<C-u>'))
  map({ '<CR>', '<2-LeftMouse>' }, function()
    close(actions[vim.api.nvim_win_get_cursor(windows.list)[1]])
  end)
  map({ 'q', '<Esc>' }, function()
    close(nil)
  end)
  -- The cursor also moves by `G`, a search or the mouse.
  vim.api.nvim_create_autocmd('CursorMoved', { buffer = windows.list_buffer, callback = update })
  vim.api.nvim_create_autocmd('WinLeave', {
    buffer = windows.list_buffer,
    once = true,
    callback = function()
      vim.schedule(close)
    end,
  })
  update()
end

return M
