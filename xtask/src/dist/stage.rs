//! A folder with everything that runs on a user's machine: the server, ONNX Runtime, the model, what both need of C++, and the
//! licences of all that.

use std::{
    env::consts::ARCH,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

use super::{
    glibc::{self, Glibc},
    licences, links,
};
use crate::paths::Paths;

/// Libraries of the compiler that the server and ONNX Runtime need, and a bare system lacks. Those of the system go before them: they
/// fit its C library, where the ones of a newer system may not.
pub(super) const COMPILER_LIBRARIES: [&str; 2] = ["libgcc_s.so.1", "libstdc++.so.6"];
/// The folder that these lie in.
pub(super) const LIBRARY_FOLDER: &str = "lib";

/// The archive's README.txt; `{glibc}` stands for the oldest C library that it runs with.
const README: &str = "\
FixErr repairs code where people write it: https://github.com/fixerr/fixerr

  ./fixerr-server doctor              says whether everything works
  ./fixerr-server fix FILE --line N   proposes fixes for a line
  ./fixerr-server                     is the language server, on standard input and output

It needs Linux with glibc {glibc} or newer; where there is no libstdc++ on the system, it takes its own, which needs the glibc of the system that
this was made on. Keep the files together: the server finds the model and its runtime beside itself. To install it, put the folder where it
may stay and link the server into a folder of your PATH. `neovim` is the plugin for Neovim; editors.md says how other editors start the server.
To uninstall it, remove the folder and the link. Nothing here uses the network.
";

/// The folder, and what it is for.
pub(super) struct Stage {
    pub(super) folder: PathBuf,
    /// Rust's name of the system, such as `x86_64-unknown-linux-gnu`.
    pub(super) host: String,
    pub(super) version: String,
    /// The oldest C library that it runs with.
    pub(super) glibc: Glibc,
}

impl Stage {
    /// Builds the server and puts everything into a new folder in `out`.
    pub(super) fn fill(paths: &Paths, out: &Path) -> Result<Self> {
        let runtime = paths.root.join(".runtime/onnxruntime");
        ensure!(
            !runtime.join("libonnxruntime_providers_cuda.so").exists(),
            "the archive holds ONNX Runtime for the processor, but this checkout is set up for CUDA: remove .runtime and run \
             `cargo xtask setup`, or use another checkout"
        );
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let host = host()?;
        let folder = out.join(format!("fixerr-{version}-{host}"));
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        fs::create_dir_all(folder.join(LIBRARY_FOLDER))?;

        copy(&build(&paths.root)?, &folder.join("fixerr-server"))?;
        copy(&runtime.join("libonnxruntime.so"), &folder.join("libonnxruntime.so"))?;
        for library in COMPILER_LIBRARIES {
            copy(&compiler_library(library)?, &folder.join(LIBRARY_FOLDER).join(library))?;
        }
        copy_folder(&paths.root.join("models/default"), &folder.join("model"))?;
        copy_folder(&paths.root.join("editors/neovim"), &folder.join("neovim"))?;
        links::copy(&paths.root, "editors/README.md", &folder, "editors.md")?;
        links::copy(&paths.root, "models/default/README.md", &folder, "model/README.md")?;
        for file in ["LICENSE-APACHE", "LICENSE-MIT"] {
            copy(&paths.root.join(file), &folder.join(file))?;
        }
        licences::write(paths, &host, &runtime, &folder.join("licences"))?;
        let needed = ["fixerr-server", "libonnxruntime.so"].map(|name| glibc::needed(&folder.join(name)));
        let glibc = needed.into_iter().collect::<Result<Vec<_>>>()?.into_iter().max().unwrap_or_default();
        fs::write(folder.join("README.txt"), README.replace("{glibc}", &glibc.to_string()))?;
        Ok(Self { folder, host, version, glibc })
    }

    /// Of the folder, and of what is made of it.
    pub(super) fn name(&self) -> String {
        format!("fixerr-{}-{}", self.version, self.host)
    }
}

/// Builds the server.
fn build(root: &Path) -> Result<PathBuf> {
    let output = builder(root).stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    ensure!(output.status.success(), "the server was not built");
    let built = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next_back()
        .context("cargo names no program")?;
    Ok(built)
}

/// The command that builds the server without the names that only a debugger needs.
fn builder(root: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // What the user compiles with for this machine, such as `-C target-cpu=native`, is not for others'. An empty list beats those of
    // configuration files as well; the project's own names no flags.
    command.env("CARGO_ENCODED_RUSTFLAGS", "");
    for variable in ["RUSTFLAGS", "CFLAGS", "CXXFLAGS"] {
        command.env_remove(variable);
    }
    command.current_dir(root).args(["rustc", "--release", "--locked", "--package", "fixerr-server"]);
    command.args(["--bin", "fixerr-server", "--message-format", "json-render-diagnostics", "--"]);
    command.args(["-C", "strip=symbols"]);
    // The program opens the C++ library itself, so that ONNX Runtime takes the one that was found here: the system's, or where it has
    // none the one that lies beside.
    let search = format!(
        "-Wl,-rpath,/lib/{ARCH}-linux-gnu:/usr/lib/{ARCH}-linux-gnu:/lib64:/usr/lib64:/lib:/usr/lib:$ORIGIN/lib"
    );
    for argument in [&search, "-Wl,--no-as-needed", "-lstdc++", "-Wl,--as-needed"] {
        command.args(["-C", &format!("link-arg={argument}")]);
    }
    command
}

fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("cannot start rustc")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name the system")?.to_owned())
}

/// Where the C compiler has one of its libraries.
pub(super) fn compiler_library(name: &str) -> Result<PathBuf> {
    let output = Command::new("cc")
        .arg(format!("-print-file-name={name}"))
        .output()
        .context("cannot start the C compiler, cc")?;
    let path = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    // A compiler that does not have it repeats the name.
    ensure!(path.is_absolute(), "the C compiler has no {name}");
    fs::canonicalize(&path).with_context(|| path.display().to_string())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

/// Copies what lies in a folder, and in those within it; tests and pictures stay out.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            if name != "tests" && name != "media" {
                copy_folder(&path, &to.join(name))?;
            }
        } else {
            copy(&path, &to.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn the_users_flags_stay_out() {
        let root = Paths::find().unwrap().root;
        let command = builder(&root);
        let value = |name: &str| command.get_envs().find(|(key, _)| *key == name).unwrap().1;
        assert_eq!(value("CARGO_ENCODED_RUSTFLAGS"), Some(OsStr::new("")));
        for name in ["RUSTFLAGS", "CFLAGS", "CXXFLAGS"] {
            assert_eq!(value(name), None, "{name}");
        }
        // Flags in the project's own configuration would be lost with them.
        let text = fs::read_to_string(root.join(".cargo/config.toml")).unwrap();
        assert!(!text.contains("rustflags"), "{text}");
    }
}
