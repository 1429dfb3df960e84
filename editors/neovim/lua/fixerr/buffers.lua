--- Which buffers are a user's files, and where they belong.

local config = require('fixerr.config')

local M = {}

--- An option that `vim.lsp.config` may say, too.
local function chosen(name)
  local told = vim.lsp.config and vim.lsp.config.fixerr
  return told and told[name] or config.get()[name]
end

--- Whether a buffer is a file. Help, terminals, previews, and what plugins show under names such as `fugitive://…` are none.
function M.is_file(buffer)
  if not vim.api.nvim_buf_is_valid(buffer) or vim.bo[buffer].buftype ~= '' then
    return false
  end
  local name = vim.api.nvim_buf_get_name(buffer)
  return name ~= '' and not name:find('^%a[%w+.-]*://')
end

--- Whether the server knows the buffer's language.
function M.is_known(buffer)
  return vim.tbl_contains(chosen('filetypes'), vim.bo[buffer].filetype)
end

--- Buffers that the server is for.
function M.all()
  return vim.tbl_filter(function(buffer)
    return vim.api.nvim_buf_is_loaded(buffer) and M.is_file(buffer) and M.is_known(buffer)
  end, vim.api.nvim_list_bufs())
end

--- The nearest folder, from `folder` upwards, that holds one of these, or nil.
local function nearest(markers, folder)
  local best
  for _, marker in ipairs(markers) do
    for _, find in ipairs({ vim.fn.finddir, vim.fn.findfile }) do
      local found = find(marker, vim.fn.escape(folder, ' ,;\\') .. ';')
      -- A found folder ends with a slash when it is given in full, so the marker's parent is two levels up.
      local parent = found ~= '' and vim.fn.fnamemodify((vim.fn.fnamemodify(found, ':p'):gsub('/$', '')), ':h')
      -- All of them hold `folder`, so the longest one is the nearest.
      if parent and (not best or #parent > #best) then
        best = parent
      end
    end
  end
  return best
end

--- The folder of the project that a buffer belongs to, or else its own. Of the markers an earlier one counts more; those of a list
--- within the list count the same, as in `vim.lsp.config`.
function M.root(buffer)
  local folder = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':p:h')
  for _, marker in ipairs(chosen('root_markers')) do
    local root = nearest(type(marker) == 'table' and marker or { marker }, folder)
    if root then
      return root
    end
  end
  return folder
end

return M
