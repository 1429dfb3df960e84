--- FixErr for Neovim 0.7.2 and newer: starts `fixerr-server` for the languages it knows, and offers `:FixErr`.
--- What this module returns is for users; `:help fixerr-lua` describes it.

local actions = require('fixerr.actions')
local buffers = require('fixerr.buffers')
local client = require('fixerr.client')
local config = require('fixerr.config')
local status = require('fixerr.status')

local M = {}

--- The last problem with starting, which is not said again for each file.
local told = nil

local function start(buffer, event)
  if not (client.may_start() and buffers.is_file(buffer) and buffers.is_known(buffer)) then
    return
  end
  local problem
  if vim.lsp.config and event == 'FileType' then
    -- `vim.lsp.enable` starts the server, and says nothing when there is none.
    problem = not client.find() and client.missing() or nil
  else
    problem = client.start(buffer)
  end
  if problem and problem ~= told then
    client.warn(problem)
  end
  told = problem
end

--- Starts FixErr for files of the languages it knows, those that are open already included. Called again, it takes over the new
--- options; a server that runs is told of new settings.
function M.setup(user)
  local problem = config.set(user)
  if problem then
    return vim.notify('FixErr: ' .. problem, vim.log.levels.ERROR)
  end
  told = nil
  client.allow()
  local group = vim.api.nvim_create_augroup('fixerr', { clear = true })
  -- A buffer that gets a name becomes a file.
  vim.api.nvim_create_autocmd({ 'FileType', 'BufFilePost' }, {
    group = group,
    callback = function(event)
      start(event.buf, event.event)
    end,
  })
  -- The server knows it by its old name, which ends here; under the new one it is another file.
  vim.api.nvim_create_autocmd('BufFilePre', {
    group = group,
    callback = function(event)
      client.detach(event.buf)
    end,
  })
  if vim.lsp.config then
    vim.lsp.config.fixerr = config.lsp()
    vim.lsp.enable('fixerr')
  end
  client.configure()
  for _, buffer in ipairs(buffers.all()) do
    start(buffer, 'FileType')
  end
end

--- The running client, or nil.
M.client = client.find

--- The server's last word: a table with `state` and, where known, `model`, `device`, `message` and `lastMs`; or nil.
M.status = status.last

--- A word for the statusline: empty where FixErr is not at work, else `FixErr`, `FixErr …`, `FixErr ✗` or `FixErr off`.
M.statusline = status.statusline

--- Attaches a buffer (default: the current one), and starts the server if it is not running.
function M.start(buffer)
  local problem = client.start((buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer)
  if problem then
    client.warn(problem)
  end
end

--- Ends the server, until `start`, `restart` or `setup`.
M.stop = client.stop

--- Ends the server and starts it again for all files that are open.
function M.restart()
  local problem = client.restart()
  if problem then
    client.warn(problem)
  end
end

--- Says why there was no answer: the server cannot give one, or it has none, which `otherwise` puts into words.
local function nothing(otherwise)
  local last = status.last() or {}
  if last.state == 'failed' then
    client.warn('there is no model: ' .. (last.message or 'see :FixErr doctor'))
  elseif last.state == 'off' then
    client.warn("switched off by the setting 'enable'")
  else
    vim.notify('FixErr: ' .. otherwise)
  end
end

local function lines_of(target)
  if target.first == target.last then
    return ('line %d'):format(target.first)
  end
  return ('lines %d to %d'):format(target.first, target.last)
end

--- Asks for fixes with `ask`, and hands those that there are to `chosen` together with what they are for.
local function with_fixes(arguments, ask, chosen)
  local done = arguments.done or function() end
  local target, problem = actions.target(arguments.first, arguments.last)
  if not target then
    client.warn(problem)
    return done(nil)
  end
  ask(target, function(failure, found, reason)
    if not failure and #found == 0 then
      nothing(reason or 'nothing to offer for ' .. lines_of(target))
      return done(nil)
    end
    if not arguments.apply and not actions.is_awaited(target) then
      client.warn('you went on meanwhile; ask again')
      return done(nil)
    end
    if failure then
      client.warn(failure)
      return done(nil)
    end
    chosen(target, found, function(action)
      if not action then
        return done(nil)
      end
      actions.resolve(target, action, function(unresolved, resolved)
        local wrong = unresolved or actions.apply(target, resolved)
        if wrong then
          client.warn(wrong)
          return done(nil)
        end
        done(resolved)
      end)
    end)
  end)
end

--- What a menu shows of an action.
local function title(action)
  return (action.title:gsub('^FixErr: ', ''))
end

--- Repairs lines `first` to `last` of the current buffer (from 1; default: the cursor's line). With `apply` the best
--- candidate is taken without asking. `done` is called with the applied action, or with nil.
function M.fix(arguments)
  arguments = arguments or {}
  with_fixes(arguments, actions.fixes, function(_, found, apply)
    if arguments.apply then
      return apply(found[1])
    end
    -- Of the kind `codeaction`, pickers expect items that Neovim made.
    vim.ui.select(found, { prompt = 'FixErr:', kind = 'fixerr', format_item = title }, apply)
  end)
end

--- Shows the candidates for the lines, with what each would change, in a floating window. Arguments as of `fix`.
function M.candidates(arguments)
  arguments = vim.tbl_extend('force', arguments or {}, { apply = false })
  with_fixes(arguments, actions.all_fixes, function(target, found, apply)
    require('fixerr.preview').open(target, found, apply)
  end)
end

--- Makes all fixes that are certain enough, for the diagnostics of the current buffer, or of lines `first` to `last`.
function M.fix_all(arguments)
  arguments = arguments or {}
  local done = arguments.done or function() end
  local function give_up(say, message)
    say(message)
    return done(nil)
  end
  local last = arguments.last or vim.api.nvim_buf_line_count(0)
  local target, problem = actions.target(arguments.first or 1, last)
  if not target then
    return give_up(client.warn, problem)
  end
  if not actions.has_problems(target) then
    return give_up(vim.notify, 'FixErr: there are no errors or warnings here, so there is nothing to fix')
  end
  actions.request(target, actions.FIX_ALL, function(failure, found, reason)
    if failure then
      return give_up(client.warn, failure)
    end
    local action = found[1]
    if not action then
      return give_up(nothing, reason or 'no fix is certain enough to be made unseen')
    end
    local wrong = actions.apply(target, action)
    if wrong then
      return give_up(client.warn, wrong)
    end
    vim.notify(action.title)
    done(action)
  end)
end

return M
