//! `cargo xtask web`: the npm packages (`pkg/dist`, `openapi/clients/typescript/dist`) and the web pages (`web/dist`).

use anyhow::Result;

use crate::fresh::unless_fresh;
use crate::npm::npm;
use crate::progress::{already, step};
use crate::shell::run_quietly;
use crate::{setup, workspace};

/// What the package is made of; the pages bundle the package, so theirs are these and more.
const PACKAGE_INPUTS: &[&str] = &[
    "package-lock.json",
    "tsconfig.base.json",
    "pkg/build.mjs",
    "pkg/package.json",
    "pkg/src",
    "pkg/tsconfig.json",
    "pkg/tsconfig.types.json",
    "pkg/generated/full",
    "pkg/generated/small",
    "web/bundle-widget.mjs",
    "web/design",
    "web/languages",
    "web/tsconfig.widget-types.json",
    "web/widget",
];

/// What the JavaScript client of the API is made of.
const CLIENT: &str = "openapi/clients/typescript";
const CLIENT_INPUTS: &[&str] = &["package-lock.json", "tsconfig.base.json", CLIENT];

/// Sets up and builds.
///
/// # Errors
/// One sentence on what is missing or went wrong.
pub fn run() -> Result<()> {
    setup::for_demo()
}

/// Builds what is not fresh. The WebAssembly must be there.
///
/// # Errors
/// When a build script fails; the message holds its output.
pub fn build() -> Result<()> {
    build_package()?;
    build_workspace(CLIENT, "Build the JavaScript client", CLIENT_INPUTS)?;
    build_workspace("web", "Build the web pages", &[PACKAGE_INPUTS, CLIENT_INPUTS, &["web"]].concat())
}

/// Builds the npm package alone, unless it is fresh. The WebAssembly must be there.
///
/// # Errors
/// When the build script fails; the message holds its output.
pub fn build_package() -> Result<()> {
    build_workspace("pkg", "Build the npm package", PACKAGE_INPUTS)
}

fn build_workspace(folder: &str, what: &str, inputs: &[&str]) -> Result<()> {
    let stamp = workspace::stamp(&folder.replace('/', "-"))?;
    let inputs: Vec<_> = inputs.iter().map(|input| workspace::path(input)).collect();
    let done = unless_fresh(&stamp, &inputs, &[workspace::path(folder).join("dist")], || {
        step(what, || {
            run_quietly(&mut npm(&["run", "build", "--workspace", folder]))?;
            Ok(())
        })
    })?;
    if !done {
        already(what);
    }
    Ok(())
}
