--- Floating windows with text that nobody edits.

local compat = require('fixerr.compat')
local config = require('fixerr.config')

local M = {}

--- The border that the user wants: `setup`'s, Neovim's own option (from 0.11 on), or rounded corners.
function M.border()
  local chosen = config.get().border
  if chosen then
    return chosen
  end
  local has_option, everywhere = pcall(function()
    return vim.o.winborder
  end)
  if not has_option or not everywhere or everywhere == '' then
    return 'rounded'
  end
  -- Characters of one's own (from 0.12 on), which a window takes as a list.
  return everywhere:find(',', 1, true) and vim.split(everywhere, ',', { plain = true }) or everywhere
end

--- A buffer for a floating window, gone with it.
function M.buffer(lines)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.bo[buffer].bufhidden = 'wipe'
  M.write(buffer, lines)
  return buffer
end

--- Replaces the text of such a buffer.
function M.write(buffer, lines)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
end

--- How many columns the longest of these lines takes.
function M.width(lines)
  local widest = 0
  for _, line in ipairs(lines) do
    widest = math.max(widest, vim.fn.strdisplaywidth(line))
  end
  return widest
end

--- Rows and columns of the screen that windows may take.
function M.screen()
  return vim.o.lines - vim.o.cmdheight - 1, vim.o.columns
end

--- Opens a floating window. `place`: `row`, `col`, `width`, `height` of the text on the screen, from 0 and without the border;
--- `title` and `footer` show where Neovim can; `enter` moves into it; one that is `shut` cannot be moved into at all.
function M.open(buffer, place)
  local options = {
    relative = 'editor',
    style = 'minimal',
    border = M.border(),
    row = place.row,
    col = place.col,
    width = place.width,
    height = place.height,
    focusable = not place.shut,
  }
  if compat.has('0.9') and place.title then
    options.title = { { (' %s '):format(place.title), 'FixErrTitle' } }
  end
  if compat.has('0.10') and place.footer then
    options.footer = { { (' %s '):format(place.footer), 'FixErrHint' } }
    options.footer_pos = 'right'
  end
  local window = vim.api.nvim_open_win(buffer, place.enter, options)
  vim.wo[window].wrap = false
  vim.wo[window].foldenable = false
  if place.enter then
    -- Its keys are those of normal mode, wherever it was asked for.
    vim.cmd('stopinsert')
  end
  return window
end

--- Closes a window that may be gone.
function M.close(window)
  if window and vim.api.nvim_win_is_valid(window) then
    vim.api.nvim_win_close(window, true)
  end
end

--- Calls `action` for each of these keys in a buffer.
function M.map(buffer, keys, action)
  for _, key in ipairs(keys) do
    vim.keymap.set('n', key, action, { buffer = buffer, nowait = true, silent = true })
  end
end

--- Shows text in the middle of the screen until `q` or Escape, and moves into it if it is to `enter`. Returns its buffer.
function M.show(title, lines, enter)
  local rows, columns = M.screen()
  local width = math.max(math.min(math.max(M.width(lines), 40), columns - 4), 1)
  local height = math.max(math.min(#lines, rows - 4), 1)
  local buffer = M.buffer(lines)
  local window = M.open(buffer, {
    row = math.floor((rows - height) / 2) - 1,
    col = math.floor((columns - width) / 2) - 1,
    width = width,
    height = height,
    enter = enter,
    title = title,
    footer = 'q closes',
  })
  M.map(buffer, { 'q', '<Esc>' }, function()
    M.close(window)
  end)
  return buffer
end

return M
