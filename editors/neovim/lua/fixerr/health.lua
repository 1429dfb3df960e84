--- `:checkhealth fixerr`.

local buffers = require('fixerr.buffers')
local client = require('fixerr.client')
local compat = require('fixerr.compat')
local config = require('fixerr.config')
local program = require('fixerr.program')
local status = require('fixerr.status')

local M = {}

local health = compat.health()

--- Runs the program and waits for it: exit status, standard output, standard error. Nil when it takes too long.
local function run(...)
  local finished
  local job = program.run(program.command(...), function(...)
    finished = { ... }
  end)
  if job <= 0 or vim.fn.jobwait({ job }, program.PATIENCE_MS)[1] < 0 then
    vim.fn.jobstop(job)
    return nil
  end
  -- The job is over before the last of its output has been read.
  vim.wait(1000, function()
    return finished ~= nil
  end, 10)
  return unpack(finished or {})
end

local function check_neovim()
  health.start('Neovim')
  local version = vim.version()
  local name = ('%d.%d.%d'):format(version.major, version.minor, version.patch)
  if vim.fn.has('nvim-0.7.2') == 1 then
    health.ok('version ' .. name)
  else
    health.error(('version %s; FixErr needs 0.7.2 or newer'):format(name))
  end
end

--- Whether there is a program to ask further.
local function check_program()
  health.start('fixerr-server')
  if type(config.current().cmd) ~= 'table' then
    health.info('started by a function, so there is no program to look at')
    return false
  end
  local problem = client.missing()
  if problem then
    health.error(problem, { "FixErr's README says how to install it" })
    return false
  end
  local found = vim.fn.exepath(config.current().cmd[1])
  local exit, output, errors = run('--version')
  if exit ~= 0 then
    health.error(('%s does not run: %s'):format(found, vim.trim(errors or 'no answer')))
    return false
  end
  health.ok(('%s (%s)'):format(vim.trim(output), found))
  return true
end

--- `doctor` gives each part as what was found or as what is wrong.
local function report(name, part, describe)
  if part and part.found then
    health.ok(('%s: %s'):format(name, describe(part.found)))
  else
    health.error(('%s: %s'):format(name, part and part.error or 'not reported'))
  end
end

local function check_doctor()
  local exit, output, errors = run('doctor', '--format', 'json')
  local ok, doctor = pcall(vim.json.decode, output or '')
  if not ok or type(doctor) ~= 'table' then
    local said = vim.trim(errors or '')
    return health.error(('doctor gives no report (status %s) %s'):format(tostring(exit), said))
  end
  report('runtime', doctor.runtime, function(runtime)
    return ('ONNX Runtime %s (%s)'):format(runtime.version, runtime.path)
  end)
  report('model', doctor.model, function(model)
    return ('%s, %.1f M parameters (%s, %s)'):format(model.name, model.parameters / 1e6, model.path, model.found_by)
  end)
  for file, state in pairs(doctor.model and doctor.model.found and doctor.model.found.files or {}) do
    if state ~= 'ok' then
      health.error(('model: %s: %s'):format(file, state))
    end
  end
  report('device', doctor.device, function(device)
    return device
  end)
  report('self-test', doctor.self_test, function(test)
    return ('a repair took %.0f ms, loading %.0f ms'):format(test.repair_milliseconds, test.load_milliseconds)
  end)
end

local function check_client()
  health.start('Client')
  local last = status.last()
  local running = client.find()
  if not running then
    if last and last.state == 'ended' then
      return health.error(last.message, { ':FixErr restart starts it again', ':FixErr log may say why' })
    end
    if #buffers.all() == 0 then
      return health.info('not running; it starts with the first file of a language that it knows')
    end
    return health.warn('not running, though a file of a language that it knows is open', {
      "require('fixerr').setup {} or, from Neovim 0.11 on, vim.lsp.enable('fixerr') starts it",
      ':FixErr start starts it now',
    })
  end
  local count = 0
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.lsp.buf_is_attached(buffer, running.id) then
      count = count + 1
    end
  end
  health.ok(('running, at work in %d buffer%s'):format(count, count == 1 and '' or 's'))
  if last and last.state == 'failed' then
    health.error('there is no model: ' .. (last.message or 'no reason given'))
  elseif last and last.state == 'off' then
    health.warn("switched off by the setting 'enable'")
  elseif last and last.state == 'loading' then
    health.info('the model is being loaded')
  end
  health.info('log: ' .. config.log_file())
end

function M.check()
  check_neovim()
  if check_program() then
    check_doctor()
  end
  check_client()
end

return M
