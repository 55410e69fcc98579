//! Runs the examples of the README as a reader would. The JavaScript example is run by the tests of the npm package.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The one shell example that mentions `word`.
fn example(word: &str) -> String {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let blocks = readme.split("\n```sh\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    let matching: Vec<_> = blocks.filter(|block| block.contains(word)).collect();
    let [block] = matching[..] else { panic!("{} examples mention {word}", matching.len()) };
    block.to_owned()
}

/// Runs `script` in a folder that holds `docs` of the repository, with our program first in `PATH`.
fn shell(folder: &Path, script: &str, variables: &[(&str, &str)]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_proofmark"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let docs = folder.join("docs");
    if !docs.exists() {
        std::os::unix::fs::symlink(repository().join("docs").canonicalize().unwrap(), docs).unwrap();
    }
    Command::new("sh")
        .args(["-euc", script])
        .current_dir(folder)
        .env("PATH", path)
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

#[test]
fn the_command_line_example_signs_and_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let output = shell(folder.path(), &example("proofmark keygen"), &[]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(
        text.starts_with("VALID  This credential is authentic and current. It is only a test."),
        "{text}"
    );
    assert!(folder.path().join("badge.json").is_file());
}

/// Against the server that `proofmark serve --demo` starts.
#[cfg(feature = "server")]
#[test]
fn the_curl_example_issues_a_credential_that_verifies() {
    use crate::demo::Demo;

    let demo = Demo::start();
    let script = example("curl").replace("127.0.0.1:8080", &demo.host);
    let variables = [("API_KEY", demo.api_key.as_str()), ("ACHIEVEMENT_ID", demo.achievement_id.as_str())];
    let output = shell(demo.folder.path(), &script, &variables);
    assert!(output.status.success(), "{output:?}");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let credential = &answer["credential"];
    assert_eq!(credential["proof"]["cryptosuite"], "eddsa-rdfc-2022", "{answer}");
    std::fs::write(demo.folder.path().join("issued.json"), credential.to_string()).unwrap();
    let output = shell(demo.folder.path(), "proofmark verify --allow-loopback issued.json", &[]);
    assert!(output.status.success(), "{output:?}");
}
