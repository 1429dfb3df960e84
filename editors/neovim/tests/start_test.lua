-- Starting: for which buffers, with which settings, and what is said when there is no server.

local t = require('fixerr.tests')

local PYTHON = { 'def f(size):', '    retrun size' }

local function is_attached(buffer)
  local client = require('fixerr').client()
  return client ~= nil and vim.lsp.buf_is_attached(buffer or 0, client.id)
end

t.test('setup serves files that are open and those that are opened, with one server', function()
  local first = t.edit('first.py', PYTHON)
  t.setup()
  t.ready()
  local id = require('fixerr').client().id
  t.edit('second.py', PYTHON)
  t.wait('the second buffer', is_attached)
  t.equal(require('fixerr').client().id, id)
  t.is(is_attached(vim.fn.bufnr(first)), 'the first buffer is served, too')
  t.equal(t.said, {})
end)

t.test('buffers that are no files are left alone', function()
  t.setup()
  t.edit('file.py', PYTHON)
  t.ready()
  for _, name in ipairs({ 'fugitive:///repository/.git//0/file.py', 'diffview://old/file.py' }) do
    local buffer = vim.api.nvim_create_buf(true, false)
    vim.api.nvim_buf_set_name(buffer, name)
    vim.api.nvim_set_current_buf(buffer)
    vim.bo.filetype = 'python'
    vim.cmd('FixErr')
    t.wait_said('this buffer is no file')
    t.is(not is_attached(), name)
    t.equal(require('fixerr').statusline(), '')
    t.said = {}
  end
  vim.cmd('enew')
  vim.bo.buftype = 'nofile'
  vim.bo.filetype = 'python'
  vim.cmd('FixErr start')
  t.wait_said('this buffer is no file')
  t.is(not is_attached(), 'a scratch buffer')
end)

t.test('a buffer that gets another name goes on being served', function()
  t.setup()
  t.edit('old.py', PYTHON)
  t.ready()
  vim.cmd('silent file ' .. vim.fn.fnameescape(t.folder() .. '/new.py'))
  t.wait('the buffer under its new name', is_attached)
  vim.cmd('2FixErr!')
  t.wait('the fix', function()
    return t.lines()[2] == '    return size'
  end)
end)

t.test('a buffer becomes a file when it gets a name', function()
  t.setup()
  vim.cmd('enew')
  vim.bo.filetype = 'python'
  vim.api.nvim_buf_set_lines(0, 0, -1, false, PYTHON)
  vim.cmd('FixErr')
  t.wait_said('this buffer has no name yet')
  vim.cmd('silent saveas ' .. vim.fn.fnameescape(t.folder() .. '/named.py'))
  t.ready()
  vim.cmd('2FixErr!')
  t.wait('the fix', function()
    return t.lines()[2] == '    return size'
  end)
end)

t.test('a file of another language is named', function()
  t.setup()
  t.edit('notes.txt', { 'hello' })
  vim.bo.filetype = 'text'
  vim.cmd('FixErr')
  t.wait_said("files of type 'text'")
  vim.cmd('FixErr start')
  t.equal(require('fixerr').client(), nil)
end)

t.test('without setup, :FixErr says what to do and :FixErr start does it', function()
  -- Nothing names the program, so it must be on the PATH under its own name.
  local path, folder = vim.env.PATH, t.folder()
  vim.loop.fs_symlink(t.server, folder .. '/fixerr-server')
  vim.env.PATH = folder .. ':' .. path
  t.edit('alone.py', PYTHON)
  vim.cmd('FixErr')
  t.wait_said(':FixErr start starts it')
  vim.cmd('FixErr start')
  t.ready()
  vim.cmd('FixErr stop')
  t.equal(require('fixerr').client(), nil)
  t.equal(require('fixerr').statusline(), '')
  vim.env.PATH = path
end)

t.test('a missing server is said once, with what to do', function()
  t.setup({}, { cmd = { '/no/such/fixerr-server' } })
  t.edit('first.py', PYTHON)
  t.contains(t.wait_said('/no/such/fixerr-server'), 'setup { cmd =')
  t.edit('second.py', PYTHON)
  t.equal(#t.said, 1, vim.inspect(t.said))
  vim.cmd('FixErr')
  t.equal(#t.said, 2, 'who asks is told again')
  t.contains(t.said[2][1], 'is not executable')
  t.equal(require('fixerr').statusline(), '')
end)

t.test('options that are wrong are named', function()
  local function said(options)
    t.said = {}
    require('fixerr').setup(options)
    return t.said[1] and t.said[1][1]
  end
  t.contains(said({ command = 'x' }), '"command"')
  t.contains(said({ command = 'x' }), 'cmd')
  t.contains(said({ cmd = 'fixerr-server' }), 'cmd must be a table')
  t.contains(said({ cmd = {} }), 'must begin with the program')
  t.contains(said({ settings = 3 }), 'settings must be a table, not a number')
end)

t.test('the folder of the work does not choose the model', function()
  -- Some servers take `models/default` where they run if nothing else is named.
  local root = t.folder()
  vim.fn.mkdir(root .. '/models/default', 'p')
  vim.fn.writefile({ '{}' }, root .. '/models/default/fixerr.json')
  vim.fn.writefile(PYTHON, root .. '/work.py')
  vim.cmd('cd ' .. vim.fn.fnameescape(root))
  t.setup()
  vim.cmd('edit work.py')
  t.ready()
  local pid = t.server_pid()
  local folder = vim.loop.fs_readlink(('/proc/%d/cwd'):format(pid))
  t.equal(folder, vim.loop.fs_realpath(require('fixerr.config').neutral_folder()))
  t.is(vim.fn.isdirectory(folder .. '/models') == 0, 'there is no model in ' .. folder)
  t.equal(require('fixerr').client().config.root_dir, vim.loop.fs_realpath(root) or root)
  vim.cmd('cd ' .. vim.fn.fnameescape(vim.env.XDG_CACHE_HOME))
end)

t.test('paths of the user hold wherever the server runs', function()
  local model = vim.env.FIXERR_MODEL
  local parent = vim.fn.fnamemodify(model, ':h')
  vim.cmd('cd ' .. vim.fn.fnameescape(parent))
  vim.env.FIXERR_MODEL = vim.fn.fnamemodify(model, ':t')
  t.setup()
  t.edit('first.py', PYTHON)
  t.ready()
  require('fixerr').stop()
  vim.env.FIXERR_MODEL = '/no/such/model'
  t.setup({ model = vim.fn.fnamemodify(model, ':t') })
  t.edit('second.py', PYTHON)
  t.ready()
  vim.env.FIXERR_MODEL = model
  vim.cmd('cd ' .. vim.fn.fnameescape(vim.env.XDG_CACHE_HOME))
end)

t.test('an empty model is none, as for the server', function()
  t.setup({ model = '' })
  t.equal(require('fixerr.config').lsp().settings.fixerr.model, '')
  t.is(not vim.tbl_contains(require('fixerr.program').command('doctor'), '--model'), 'doctor would not take it')
  t.edit('file.py', PYTHON)
  t.ready()
end)

t.test('a server that was ended stays away until it is asked for', function()
  t.setup()
  t.stays_away()
end)

t.test('setup starts a server that was ended', function()
  t.setup()
  t.edit('first.py', PYTHON)
  t.ready()
  vim.cmd('FixErr stop')
  t.setup()
  t.ready()
end)

t.test('the root of a project is found by its markers', function()
  local root = t.folder()
  vim.fn.mkdir(root .. '/outer/inner/.hg', 'p')
  vim.fn.mkdir(root .. '/outer/inner/source', 'p')
  vim.fn.writefile({}, root .. '/outer/package.json')
  vim.fn.writefile(PYTHON, root .. '/outer/inner/source/file.py')
  vim.cmd('edit ' .. vim.fn.fnameescape(root .. '/outer/inner/source/file.py'))
  local function check(markers, expected)
    require('fixerr').setup({ cmd = { t.server }, root_markers = markers })
    t.equal(require('fixerr.buffers').root(0), vim.loop.fs_realpath(root) .. expected, vim.inspect(markers))
  end
  check({ '.git', '.hg' }, '')
  check({ '.hg', '.git' }, '/outer/inner')
  check({ { '.git', '.hg' } }, '/outer/inner')
  check({ { '.git', 'package.json' }, '.hg' }, '/outer')
  check({ { 'no.such', 'other.such' }, '.git' }, '')
  check({ 'no.such' }, '/outer/inner/source')
  t.ready()
end)

t.test('the server hears of the folder of each project once', function()
  --- A file in a folder of a project of its own.
  local function edit(name)
    local folder = vim.fn.fnamemodify(t.edit(name, PYTHON), ':h')
    t.ready()
    return vim.loop.fs_realpath(folder)
  end
  t.setup({}, { root_markers = { '.git' } })
  local first = edit('first.py')
  local client = require('fixerr').client()
  local notify, added = client.notify, {}
  client.notify = function(...)
    for _, argument in ipairs({ ... }) do
      if type(argument) == 'table' and argument.event then
        t.equal(argument.event.removed, {})
        vim.list_extend(added, argument.event.added)
      end
    end
    return notify(...)
  end
  local second = edit('second.py')
  vim.fn.writefile(PYTHON, second .. '/third.py')
  vim.cmd('edit ' .. vim.fn.fnameescape(second .. '/third.py'))
  t.ready()
  vim.fn.writefile(PYTHON, first .. '/fourth.py')
  vim.cmd('edit ' .. vim.fn.fnameescape(first .. '/fourth.py'))
  t.ready()
  client.notify = notify
  t.equal(added, { { uri = vim.uri_from_fname(second), name = second } })
  t.equal(vim.lsp.buf.list_workspace_folders(), { first, second })
  vim.cmd('2FixErr!')
  t.wait('the fix', function()
    return t.lines()[2] == '    return size'
  end)
end)

t.test("on_attach and capabilities are the user's", function()
  local attached
  t.setup({}, {
    capabilities = { textDocument = { codeAction = { isPreferredSupport = false } } },
    on_attach = function(client, buffer)
      attached = { client.name, buffer }
    end,
  })
  t.edit('mine.py', PYTHON)
  t.ready()
  t.equal(attached, { 'fixerr', vim.api.nvim_get_current_buf() })
  local capabilities = require('fixerr').client().config.capabilities
  t.equal(capabilities.experimental, { fixerrStatus = true })
  t.equal(capabilities.textDocument.codeAction.isPreferredSupport, false)
end)
