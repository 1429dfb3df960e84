--- What differs between Neovim 0.7.2 and the newest one, so that nothing else has to know.

local M = {}

--- Whether Neovim is at least of this version, such as `'0.11'`.
function M.has(version)
  return vim.fn.has('nvim-' .. version) == 1
end

--- Running clients of this name; those that are being stopped are none.
function M.clients(name)
  local all = vim.lsp.get_clients and vim.lsp.get_clients({ name = name }) or vim.lsp.get_active_clients()
  return vim.tbl_filter(function(client)
    return client.name == name and not M.call(client, 'is_stopped')
  end, all)
end

--- The mode, by its first letter. One command of insert mode (`CTRL-O`) is a part of that mode.
function M.mode()
  local mode = vim.api.nvim_get_mode().mode
  return vim.startswith(mode, 'ni') and 'i' or mode:sub(1, 1)
end

--- Whether it is still this mode or normal mode, where a window that opens takes no text away.
function M.is_mode(mode)
  local now = M.mode()
  return now == mode or now == 'n'
end

--- Calls a function of a client: from 0.11 on they are methods.
function M.call(client, method, ...)
  if M.has('0.11') then
    return client[method](client, ...)
  end
  return client[method](...)
end

--- The byte of a line (from 0) at a character counted in the server's encoding; a place behind the end is the end.
function M.byte_of(line, character, encoding)
  if encoding == 'utf-8' then
    return math.min(character, #line)
  end
  if M.has('0.11') then
    return vim.str_byteindex(line, encoding, character, false)
  end
  local ok, byte = pcall(vim.str_byteindex, line, character, encoding == 'utf-16')
  return ok and math.min(byte, #line) or #line
end

--- The character, counted in the server's encoding, at a byte of a line (from 0).
function M.character_of(line, byte, encoding)
  byte = math.min(byte, #line)
  if encoding == 'utf-8' then
    return byte
  end
  if M.has('0.11') then
    return vim.str_utfindex(line, encoding, byte, false)
  end
  local utf32, utf16 = vim.str_utfindex(line, byte)
  return encoding == 'utf-16' and utf16 or utf32
end

--- Where two texts differ: `{ first in a, lines of a, first in b, lines of b }` for each place.
function M.hunks(a, b)
  local diff = vim.text and vim.text.diff or vim.diff
  return diff(a, b, { result_type = 'indices' })
end

--- The reporting functions of `:checkhealth`, which were renamed in 0.10.
function M.health()
  local health = vim.health or require('health')
  if health.start then
    return health
  end
  return {
    start = health.report_start,
    ok = health.report_ok,
    info = health.report_info,
    warn = health.report_warn,
    error = health.report_error,
  }
end

--- Folder for logs; it has a place of its own from 0.8 on.
function M.log_folder()
  return vim.fn.stdpath(M.has('0.8') and 'log' or 'cache')
end

return M
