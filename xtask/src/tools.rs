//! Programs we start but do not build: those of the operating system, and a few from crates.io.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::progress::step;
use crate::shell::{cargo, command, run_quietly, succeeds};
use crate::workspace;

/// A program we start but do not build.
struct Tool {
    name: &'static str,
    /// What it is for, to end the sentence "… is needed for".
    used_for: &'static str,
    debian_packages: &'static [&'static str],
    is_present: fn() -> bool,
}

const CHROMIUM: Tool = Tool {
    name: "Chromium",
    used_for: "the browser tests",
    debian_packages: &["chromium"],
    is_present: || succeeds("chromium", &["--version"]),
};

/// What is needed beyond Node.js to try the npm package everywhere; the runtimes come from npm.
const FOR_MATRIX: &[Tool] = &[
    CHROMIUM,
    Tool {
        name: "Firefox ESR (another one: its path as PROOFMARK_FIREFOX)",
        used_for: "trying the npm package in a second browser",
        debian_packages: &["firefox-esr"],
        is_present: || {
            std::env::var_os("PROOFMARK_FIREFOX").is_some() || Path::new("/usr/bin/firefox-esr").exists()
        },
    },
];

const FOR_TESTS: &[Tool] = &[
    CHROMIUM,
    Tool {
        name: "PostgreSQL (the server)",
        used_for: "the tests of the second database",
        debian_packages: &["postgresql"],
        is_present: has_postgres,
    },
    Tool {
        name: "PHP",
        used_for: "the test that runs the PHP example",
        debian_packages: &["php-cli"],
        is_present: || succeeds("php", &["--version"]),
    },
    Tool {
        name: "Python with venv",
        used_for: "the tests of the Python client",
        debian_packages: &["python3", "python3-venv"],
        is_present: || succeeds("python3", &["-c", "import ensurepip, venv"]),
    },
    Tool {
        name: "poppler-utils",
        used_for: "the tests that read PDF files back",
        debian_packages: &["poppler-utils"],
        is_present: || on_path("pdftotext"),
    },
    Tool {
        name: "qpdf",
        used_for: "the tests that have PDF files checked",
        debian_packages: &["qpdf"],
        is_present: || on_path("qpdf"),
    },
    Tool {
        name: "a font",
        used_for: "the pictures that the browser tests take",
        debian_packages: &["fonts-dejavu-core", "fontconfig"],
        is_present: || {
            run_quietly(&mut command("fc-list", &[])).is_ok_and(|fonts| fonts.contains("DejaVu Sans"))
        },
    },
];

/// Whether a PostgreSQL server can be started here.
pub fn has_postgres() -> bool {
    on_path("initdb") || Path::new("/usr/lib/postgresql").is_dir()
}

/// Makes sure that everything the tests start is there; installs Debian packages when we may.
///
/// # Errors
/// When something is missing and cannot be installed from here; the message says what to install.
pub fn for_tests() -> Result<()> {
    install(FOR_TESTS)
}

/// The same for trying the npm package everywhere.
///
/// # Errors
/// When something is missing and cannot be installed from here; the message says what to install.
pub fn for_matrix() -> Result<()> {
    install(FOR_MATRIX)
}

fn install(tools: &[Tool]) -> Result<()> {
    let missing = || tools.iter().filter(|tool| !(tool.is_present)()).collect::<Vec<_>>();
    let wanted = missing();
    if wanted.is_empty() {
        return Ok(());
    }
    if !(Path::new("/etc/debian_version").exists() && is_root()) {
        bail!(advice(&wanted));
    }
    let packages: Vec<_> = wanted.iter().flat_map(|tool| tool.debian_packages).copied().collect();
    step(&format!("Install Debian packages: {}", packages.join(" ")), || {
        run_quietly(&mut apt_get(&["update"]))?;
        run_quietly(apt_get(&["install", "--yes", "--no-install-recommends"]).args(&packages))?;
        Ok(())
    })?;
    let still_missing = missing();
    if !still_missing.is_empty() {
        bail!(advice(&still_missing));
    }
    Ok(())
}

/// Fails with one sentence unless Node.js 20 and npm are there.
pub fn node() -> Result<()> {
    const WANTED: &str = "Node.js 20.19 or newer with npm is needed: https://nodejs.org has it";
    let Ok(version) = run_quietly(&mut command("node", &["--version"])) else { bail!("{WANTED}") };
    let mut numbers =
        version.trim().trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let version_is = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version_is < (20, 19) {
        bail!("{WANTED}; this machine has {}", version.trim());
    }
    if !succeeds("npm", &["--version"]) {
        bail!("{WANTED}; this machine has Node.js but no npm");
    }
    Ok(())
}

/// A program from crates.io: the one on the path if it has this version, else our own, compiled once.
///
/// # Errors
/// When it cannot be fetched or compiled.
pub fn cargo_tool(name: &str, version: &str, install_options: &[&str]) -> Result<PathBuf> {
    let has_version = |program: &Path| {
        run_quietly(&mut command(&program.to_string_lossy(), &["--version"]))
            .is_ok_and(|text| text.trim().ends_with(version))
    };
    let installed = PathBuf::from(name);
    if has_version(&installed) {
        return Ok(installed);
    }
    let folder = workspace::target()?.join("tools");
    let own = folder.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !has_version(&own) {
        step(&format!("Compile {name}"), || {
            let mut install = cargo(&["install", name, "--version", version, "--locked"]);
            install.args(install_options).arg("--root").arg(&folder);
            run_quietly(install.arg("--target-dir").arg(folder.join("build")))
                .with_context(|| format!("{name} could not be installed: is there a network?"))
        })?;
    }
    Ok(own)
}

fn advice(missing: &[&Tool]) -> String {
    let mut text = "These are missing and cannot be installed from here:".to_owned();
    for tool in missing {
        let packages = tool.debian_packages.join(", ");
        text += &format!("\n  {} for {} (Debian: {packages})", tool.name, tool.used_for);
    }
    text + "\nInstall them, or run this once as root on Debian."
}

fn apt_get(arguments: &[&str]) -> std::process::Command {
    let mut apt_get = command("apt-get", &["--quiet"]);
    apt_get.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}

fn is_root() -> bool {
    run_quietly(&mut command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
