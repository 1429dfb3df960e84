//! Neovim, headless, with the plugin in editors/neovim, applies a fix of the model that ships to a file.

use std::{env, fs, path::PathBuf, process::Command};

use crate::process;

const BUGGY: &str = "\
# 🚀 size
def measure(count, limit):
    size = count + 3
    if size <= limit:
        size = size * 3
    retrun size
";

/// Opens the file, waits for the server's answer, takes the best candidate and saves. Whatever goes wrong ends Neovim with
/// status 1 and a message.
const SCRIPT: &str = r"
local function fail(message)
  io.stderr:write(message .. '\n')
  vim.cmd('cquit 1')
end
local ok, err = pcall(function()
  vim.opt.swapfile = false
  -- A file in Python makes Neovim look for a Python to run plugins with, which may take minutes where there are many.
  vim.g.loaded_python3_provider = 0
  vim.opt.rtp:append(vim.env.FIXERR_PLUGIN)
  vim.cmd('runtime! plugin/fixerr.lua')
  vim.cmd('filetype on')
  require('fixerr').setup({
    cmd = { vim.env.FIXERR_SERVER },
    settings = { loadingWaitMs = 60000, budgetMs = tonumber(vim.env.FIXERR_BUDGET) },
  })
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.FIXERR_FILE))
  local function is_ready()
    local client = require('fixerr').client()
    local capabilities = client and client.server_capabilities
    return capabilities and capabilities.codeActionProvider
  end
  if not vim.wait(120000, is_ready, 10) then
    return fail('the server does not start')
  end
  vim.api.nvim_win_set_cursor(0, { 6, 0 })
  local finished, action = false, nil
  require('fixerr').fix({
    apply = true,
    done = function(applied)
      finished, action = true, applied
    end,
  })
  if not vim.wait(120000, function() return finished end, 10) then
    return fail('the server does not answer')
  end
  if not action then
    return fail('nothing was applied: ' .. vim.fn.execute('messages'))
  end
  vim.cmd('write')
  vim.cmd('qall!')
end)
if not ok then
  fail(tostring(err))
end
";

/// The bundle that ships, or the one that `FIXERR_TEST_MODEL` names.
fn shipped() -> PathBuf {
    let bundle = env::var_os("FIXERR_TEST_MODEL").filter(|value| !value.is_empty());
    let bundle = bundle.map_or_else(|| process::root().join("models/default"), PathBuf::from);
    assert!(
        bundle.join("fixerr.json").is_file(),
        "{}: no bundle, though one ships with FixErr; check the file out, or name another bundle with FIXERR_TEST_MODEL",
        bundle.display()
    );
    bundle
}

/// The oldest Neovim that the plugin runs in.
const OLDEST: [u32; 3] = [0, 7, 2];

/// The version in a line such as `NVIM v0.10.4-dev+g1`.
fn version(line: &str) -> Option<[u32; 3]> {
    let numbers = line.strip_prefix("NVIM v")?.split(|c: char| !c.is_ascii_digit());
    let numbers: Vec<u32> = numbers.take(3).map_while(|number| number.parse().ok()).collect();
    numbers.try_into().ok()
}

/// Why no editor can be tried.
fn lacking() -> Option<String> {
    let output = Command::new("nvim").arg("--version").output().ok().filter(|output| output.status.success());
    let Some(output) = output else { return Some("nvim is missing".to_owned()) };
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().next().unwrap_or_default();
    version(line).is_some_and(|found| found < OLDEST).then(|| format!("nvim is too old ({line})"))
}

/// Lets Neovim repair the file; the server puts off what takes longer than the budget.
fn repair(budget_ms: u32) {
    let is_required = env::var_os("FIXERR_REQUIRE_NVIM").is_some_and(|value| value == "1");
    if let Some(lacking) = lacking() {
        assert!(!is_required, "{lacking} and FIXERR_REQUIRE_NVIM=1: install Neovim 0.7.2 or newer");
        println!(
            "skipped: {lacking}, so no editor was tried; install Neovim 0.7.2 or newer to run this test"
        );
        return;
    }
    let bundle = std::path::absolute(shipped()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (script, file) = (folder.path().join("script.lua"), folder.path().join("sums.py"));
    fs::write(&script, SCRIPT).unwrap();
    fs::write(&file, BUGGY).unwrap();
    let mut command = Command::new("nvim");
    // Neovim's own state goes into the folder, too.
    for variable in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
        command.env(variable, folder.path());
    }
    command.env("FIXERR_MODEL", bundle);
    command.env("FIXERR_PLUGIN", process::root().join("editors/neovim"));
    command.env("FIXERR_SERVER", env!("CARGO_BIN_EXE_fixerr-tests-server"));
    command.env("FIXERR_FILE", &file);
    command.env("FIXERR_BUDGET", budget_ms.to_string());
    command.current_dir(folder.path());
    let ran = process::run(command, &["--headless", "--clean", "-S", script.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(fs::read_to_string(&file).unwrap(), BUGGY.replace("retrun", "return"));
}

#[test]
fn neovim_says_its_version() {
    for (line, expected) in [
        ("NVIM v0.7.2", Some([0, 7, 2])),
        ("NVIM v0.6.1", Some([0, 6, 1])),
        ("NVIM v0.11.0-dev-1234+g0123abc", Some([0, 11, 0])),
        ("NVIM v1.0", None),
        ("", None),
    ] {
        assert_eq!(version(line), expected, "{line}");
    }
    assert!([0, 7, 0] < OLDEST && [0, 10, 4] >= OLDEST);
}

#[test]
fn neovim_applies_a_fix_of_the_shipped_model() {
    repair(60_000);
}

#[test]
fn neovim_applies_a_fix_that_was_worked_out_when_it_was_chosen() {
    // The model is being loaded when the menu must be there.
    repair(10);
}
