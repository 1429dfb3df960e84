//! Which wheels, in which versions, and which of their files go where. Nothing here touches disk or network.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// `tch` 0.24 is written for exactly this one.
pub(crate) const TORCH: &str = "2.11.0";
/// The release whose C interface the `ort` crate is asked for.
pub(crate) const ONNXRUNTIME: &str = "1.31.1";
// libtorch_cpu.so of the CUDA 13 build needs these two libraries even where there is no GPU. Any release of major
// version 13 serves.
const CUDA_RUNTIME: &str = "13.5.37";
const CUDA_CUPTI: &str = "13.5.25";

/// Which hardware the runtimes are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    Cpu,
    Cuda,
}

/// The two runtimes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runtime {
    OnnxRuntime,
    Libtorch,
}

/// One folder in the cache and what it is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Component {
    pub(crate) runtime: Runtime,
    pub(crate) flavour: Flavour,
    pub(crate) wheels: Vec<Wheel>,
}

/// One wheel, by exact version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wheel {
    /// The package's name as the index spells it.
    pub(crate) package: String,
    pub(crate) version: String,
}

impl Wheel {
    fn new(package: &str, version: &str) -> Self {
        Self { package: package.to_owned(), version: version.to_owned() }
    }

    /// `package==version`, as pip takes it.
    pub(crate) fn requirement(&self) -> String {
        format!("{}=={}", self.package, self.version)
    }

    /// How the wheel's file name begins.
    pub(crate) fn file_prefix(&self) -> String {
        format!("{}-{}-", normal(&self.package).replace('-', "_"), self.version)
    }

    /// Whether a file in a folder of wheels is this one.
    pub(crate) fn is_file(&self, name: &str) -> bool {
        // File names differ in case and separators between builders.
        let is_wheel = std::path::Path::new(name).extension().is_some_and(|ending| ending == "whl");
        is_wheel
            && name.to_ascii_lowercase().replace('.', "_").starts_with(&self.file_prefix().replace('.', "_"))
    }
}

impl Runtime {
    /// What pip resolves for the CUDA parts.
    pub(crate) fn cuda_requirement(self) -> String {
        match self {
            Self::OnnxRuntime => format!("onnxruntime-gpu[cuda,cudnn]=={ONNXRUNTIME}"),
            Self::Libtorch => format!("torch=={TORCH}"),
        }
    }

    /// The folder's name in the cache.
    pub(crate) fn folder_name(self, flavour: Flavour) -> String {
        match (self, flavour) {
            (Self::OnnxRuntime, Flavour::Cpu) => format!("onnxruntime-{ONNXRUNTIME}-cpu"),
            (Self::OnnxRuntime, Flavour::Cuda) => format!("onnxruntime-{ONNXRUNTIME}-cuda"),
            (Self::Libtorch, Flavour::Cpu) => format!("libtorch-{TORCH}-cpu"),
            (Self::Libtorch, Flavour::Cuda) => format!("libtorch-{TORCH}-cu130"),
        }
    }

    /// The link's name in the project's `.runtime`.
    pub(crate) fn link_name(self) -> &'static str {
        match self {
            Self::OnnxRuntime => "onnxruntime",
            Self::Libtorch => "libtorch",
        }
    }

    /// The variable by which a user names a runtime of their own.
    pub(crate) fn variable(self) -> &'static str {
        match self {
            Self::OnnxRuntime => "FIXERR_ONNXRUNTIME",
            Self::Libtorch => "LIBTORCH",
        }
    }
}

impl Component {
    /// The parts that need no GPU; their wheels are few and pinned.
    pub(crate) fn cpu(runtime: Runtime) -> Self {
        let wheels = match runtime {
            Runtime::OnnxRuntime => vec![Wheel::new("onnxruntime", ONNXRUNTIME)],
            Runtime::Libtorch => vec![
                Wheel::new("torch", TORCH),
                Wheel::new("nvidia-cuda-runtime", CUDA_RUNTIME),
                Wheel::new("nvidia-cuda-cupti", CUDA_CUPTI),
            ],
        };
        Self { runtime, flavour: Flavour::Cpu, wheels }
    }

    /// The CUDA parts: the runtime's own wheel and each NVIDIA wheel that it asks for, directly or through others,
    /// in the versions that pip resolved.
    pub(crate) fn cuda(runtime: Runtime, report: &Report) -> Result<Self> {
        let (root, extras) = parse_requirement(&runtime.cuda_requirement());
        let mut wheels = report.closure(&root, extras)?;
        wheels.retain(|wheel| wheel.package.starts_with("nvidia-") || wheel.package == root);
        let wheels = wheels.into_iter().collect();
        Ok(Self { runtime, flavour: Flavour::Cuda, wheels })
    }

    pub(crate) fn folder_name(&self) -> String {
        self.runtime.folder_name(self.flavour)
    }

    /// Where a member of one of the wheels goes, relative to the folder; `None` for what is not needed.
    pub(crate) fn place(&self, member: &str) -> Option<String> {
        let name = member.rsplit('/').next().filter(|name| !name.is_empty())?;
        let is_library = name.split('.').skip(1).any(|part| part == "so");
        let in_folder = |folder: &str| member.strip_prefix(folder).is_some_and(|rest| rest == name);
        let library_folder = match self.runtime {
            Runtime::OnnxRuntime => "",
            Runtime::Libtorch => "lib/",
        };
        if let Some((package, "licenses")) =
            member.rsplit_once('/').and_then(|(folder, _)| folder.split_once(".dist-info/"))
        {
            return Some(format!("licenses/{package}-{name}"));
        }
        if member.starts_with("nvidia/") && is_library {
            // Flat beside the library that needs them: every one of those looks in its own folder ($ORIGIN).
            let wanted =
                self.flavour == Flavour::Cuda || matches!(name, "libcudart.so.13" | "libcupti.so.13");
            return wanted.then(|| format!("{library_folder}{name}"));
        }
        match self.runtime {
            Runtime::OnnxRuntime => {
                let wanted = matches!(member, "onnxruntime/LICENSE" | "onnxruntime/ThirdPartyNotices.txt")
                    || (in_folder("onnxruntime/capi/") && is_library && name.starts_with("lib"));
                wanted.then(|| name.to_owned())
            }
            Runtime::Libtorch => {
                if let Some(header) = member.strip_prefix("torch/include/") {
                    return Some(format!("include/{header}"));
                }
                let wanted = match self.flavour {
                    Flavour::Cpu => matches!(name, "libtorch_cpu.so" | "libc10.so" | "libgomp.so.1"),
                    // That one needs a Python interpreter in the process.
                    Flavour::Cuda => is_library && name != "libtorch_python.so",
                };
                (in_folder("torch/lib/") && wanted).then(|| format!("lib/{name}"))
            }
        }
    }

    /// The files without which the folder is of no use: a wheel that lacks one is not what we think it is.
    pub(crate) fn essential(&self) -> Vec<String> {
        let mut essential = match self.runtime {
            Runtime::OnnxRuntime => vec![format!("libonnxruntime.so.{ONNXRUNTIME}")],
            Runtime::Libtorch => ["libtorch_cpu.so", "libc10.so", "libcudart.so.13", "libcupti.so.13"]
                .map(|name| format!("lib/{name}"))
                .into_iter()
                .chain(["include/torch/csrc/autograd/engine.h".to_owned()])
                .collect(),
        };
        if self.flavour == Flavour::Cuda {
            essential.push(match self.runtime {
                Runtime::OnnxRuntime => "libonnxruntime_providers_cuda.so".to_owned(),
                Runtime::Libtorch => "lib/libtorch_cuda.so".to_owned(),
            });
        }
        essential
    }
}

/// What `pip install --dry-run --report` writes.
#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    install: Vec<Resolved>,
}

#[derive(Debug, Deserialize)]
struct Resolved {
    metadata: Metadata,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    name: String,
    version: String,
    #[serde(default)]
    requires_dist: Vec<String>,
}

impl Report {
    /// Reads the file that pip wrote.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        serde_json::from_str(text).context("pip's report is not the JSON that its documentation describes")
    }

    /// Everything that a package with those extras brings along, itself included.
    fn closure(&self, root: &str, extras: BTreeSet<String>) -> Result<BTreeSet<Wheel>> {
        let resolved: BTreeMap<String, &Metadata> =
            self.install.iter().map(|entry| (normal(&entry.metadata.name), &entry.metadata)).collect();
        anyhow::ensure!(resolved.contains_key(root), "pip's report does not mention {root}");
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![(root.to_owned(), extras)];
        while let Some((name, extras)) = open.pop() {
            // What the report lacks, a marker excluded on this machine.
            let Some(metadata) = resolved.get(&name) else { continue };
            if !seen.insert((name.clone(), extras.clone())) {
                continue;
            }
            found.insert(Wheel::new(&name, &metadata.version));
            for requirement in &metadata.requires_dist {
                let wanted = match wanted_extra(requirement) {
                    None => true,
                    Some(extra) => extras.contains(&extra),
                };
                if wanted {
                    open.push(parse_requirement(requirement));
                }
            }
        }
        Ok(found)
    }
}

/// Name and extras of a requirement such as `cuda-toolkit[cublas,cudart]==13.0.2; platform_system == "Linux"`.
fn parse_requirement(requirement: &str) -> (String, BTreeSet<String>) {
    let requirement = requirement.split(';').next().unwrap_or_default();
    let end = requirement
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(requirement.len());
    let (name, rest) = requirement.split_at(end);
    let extras =
        rest.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(extras, _)| {
            extras.split(',').map(|extra| normal(extra.trim())).filter(|extra| !extra.is_empty()).collect()
        });
    (normal(name), extras.unwrap_or_default())
}

/// The extra that a requirement's marker asks for.
fn wanted_extra(requirement: &str) -> Option<String> {
    let (_, marker) = requirement.split_once(';')?;
    let (_, after) = marker.split_once("extra ==")?;
    let after = after.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after[1..].split_once(quote).map(|(extra, _)| normal(extra))
}

/// The index's normal form of a name: lower case, runs of separators as one hyphen.
fn normal(name: &str) -> String {
    name.to_ascii_lowercase()
        .split(['-', '_', '.'])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let package = |name: &str, version: &str, requires: &[&str]| serde_json::json!({"metadata": {"name": name, "version": version, "requires_dist": requires}});
        let text = serde_json::json!({"version": "1", "install": [
            package("torch", "2.11.0", &[
                "sympy>=1.13.3",
                "cuda-toolkit[cublas,cudart]==13.0.2; platform_system == \"Linux\"",
                "nvidia-cudnn-cu13==9.19.0.56; platform_system == \"Linux\"",
                "nvidia-optional; extra == \"more\"",
                "nvidia-windows; platform_system == \"Windows\"",
            ]),
            package("cuda_toolkit", "13.0.2", &[
                "nvidia-cublas==13.1.0.3.*; extra == \"cublas\"",
                "nvidia-cuda-runtime==13.0.96.*; extra == 'cudart'",
                "nvidia-cufft==12.0.0.61.*; extra == \"cufft\"",
            ]),
            package("nvidia-cublas", "13.1.0.3", &[]),
            package("nvidia_cuda_runtime", "13.0.96", &[]),
            package("nvidia-cudnn-cu13", "9.19.0.56", &["nvidia-cublas"]),
            package("nvidia-cufft", "12.0.0.61", &["nvidia-nvjitlink"]),
            package("nvidia-nvjitlink", "13.0.88", &[]),
            package("nvidia-optional", "1", &[]),
            package("onnxruntime-gpu", "1.31.1", &[
                "numpy", "nvidia-cufft~=12.0; extra == \"cuda\"", "nvidia-cudnn-cu13~=9.0; extra == \"cudnn\"",
            ]),
            package("sympy", "1.14.0", &[]),
        ]});
        Report::parse(&text.to_string()).unwrap()
    }

    fn requirements(component: &Component) -> Vec<String> {
        component.wheels.iter().map(Wheel::requirement).collect()
    }

    #[test]
    fn cuda_takes_what_the_requirements_lead_to_and_no_more() {
        assert_eq!(
            requirements(&Component::cuda(Runtime::Libtorch, &report()).unwrap()),
            [
                "nvidia-cublas==13.1.0.3",
                "nvidia-cuda-runtime==13.0.96",
                "nvidia-cudnn-cu13==9.19.0.56",
                "torch==2.11.0"
            ]
        );
        assert_eq!(
            requirements(&Component::cuda(Runtime::OnnxRuntime, &report()).unwrap()),
            [
                "nvidia-cublas==13.1.0.3",
                "nvidia-cudnn-cu13==9.19.0.56",
                "nvidia-cufft==12.0.0.61",
                "nvidia-nvjitlink==13.0.88",
                "onnxruntime-gpu==1.31.1"
            ]
        );
        let empty = Report::parse("{\"install\": []}").unwrap();
        assert!(Component::cuda(Runtime::Libtorch, &empty).unwrap_err().to_string().contains("torch"));
    }

    #[test]
    fn a_requirement_splits_into_name_and_extras() {
        let (name, extras) =
            parse_requirement("CUDA_Toolkit [cublas, NVTX]==13.0.2; platform_system == \"Linux\"");
        assert_eq!((name.as_str(), extras.len()), ("cuda-toolkit", 2));
        assert!(extras.contains("nvtx"));
        assert_eq!(wanted_extra("a; python_version > \"3\" and extra == \"x_y\"").as_deref(), Some("x-y"));
        assert_eq!(wanted_extra("a; platform_system == \"Linux\""), None);
    }

    #[test]
    fn wheels_are_known_by_their_file_names() {
        let wheel = Wheel::new("nvidia-cuda-runtime", "13.5.37");
        assert!(wheel.is_file("nvidia_cuda_runtime-13.5.37-py3-none-manylinux2014_x86_64.whl"));
        assert!(!wheel.is_file("nvidia_cuda_runtime-13.5.3-py3-none-manylinux2014_x86_64.whl"));
        assert!(!wheel.is_file("nvidia_cuda_runtime-13.5.37-py3-none-manylinux2014_x86_64.whl.part"));
        assert!(!Wheel::new("torch", "2.11.0").is_file("torch-2.11.0.post1-cp311-cp311-linux.whl"));
        assert!(!Wheel::new("onnxruntime", "1.31.1").is_file("onnxruntime_gpu-1.31.1-cp311.whl"));
    }

    #[test]
    fn members_have_their_places() {
        let check = |component: &Component, member: &str, place: Option<&str>| {
            assert_eq!(component.place(member).as_deref(), place, "{member}");
        };
        let cpu = Component::cpu(Runtime::Libtorch);
        check(&cpu, "torch/include/torch/script.h", Some("include/torch/script.h"));
        check(&cpu, "torch/include/torch/", None);
        check(&cpu, "torch/lib/libtorch_cpu.so", Some("lib/libtorch_cpu.so"));
        check(&cpu, "torch/lib/libtorch_cuda.so", None);
        check(&cpu, "torch/lib/libshm/core.h", None);
        check(&cpu, "nvidia/cu13/lib/libcupti.so.13", Some("lib/libcupti.so.13"));
        check(&cpu, "nvidia/cu13/lib/libnvperf_host.so", None);
        check(&cpu, "nvidia/cu13/include/cupti.h", None);
        check(&cpu, "torch-2.11.0.dist-info/licenses/LICENSE", Some("licenses/torch-2.11.0-LICENSE"));
        let cuda = Component { flavour: Flavour::Cuda, ..cpu };
        check(&cuda, "torch/lib/libtorch.so", Some("lib/libtorch.so"));
        check(&cuda, "torch/lib/libtorch_python.so", None);
        check(&cuda, "nvidia/cudnn/lib/libcudnn.so.9", Some("lib/libcudnn.so.9"));
        let onnx = Component::cpu(Runtime::OnnxRuntime);
        check(&onnx, "onnxruntime/capi/libonnxruntime.so.1.31.1", Some("libonnxruntime.so.1.31.1"));
        check(&onnx, "onnxruntime/capi/onnxruntime_pybind11_state.so", None);
        check(&onnx, "onnxruntime/LICENSE", Some("LICENSE"));
        check(&onnx, "onnxruntime/tools/LICENSE", None);
    }
}
