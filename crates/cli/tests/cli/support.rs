//! A folder, a key and credentials for one test, and the program itself.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// What a run of the program came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Fails the test unless the exit code is `code`.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }
}

/// A folder in which the program runs; it vanishes with the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with a new key in `key.json`, and that key's did:key.
    pub(crate) fn with_key() -> (Self, String) {
        let folder = Self::new();
        let did = folder.run(&["keygen", "--out", "key.json"]).expect(0).stdout.trim().to_owned();
        (folder, did)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with_input(arguments, b"")
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_proofmark"))
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("PROOFMARK_ALLOW_LOOPBACK")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its arguments ends without reading.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Signs `credential` with `key.json` into `name`, and gives the text.
    pub(crate) fn sign(&self, name: &str, credential: &Value) -> String {
        let created = ["--created", "2026-01-01T00:00:00Z"];
        let arguments = [&["sign", "--key", "key.json"], &created[..], &["-"]].concat();
        let secured = self.run_with_input(&arguments, credential.to_string().as_bytes()).expect(0).stdout;
        self.write(name, &secured);
        secured
    }
}

/// A time at which the credentials of these tests are valid.
pub(crate) const NOW: &str = "2026-03-01T12:00:00Z";

/// An unsecured Open Badge of `issuer`.
pub(crate) fn credential(issuer: &str) -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:4be10c2e-2f0e-4c8a-9a83-6f1ac3b3ab0f",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Rust Fundamentals",
        "issuer": { "id": issuer, "type": ["Profile"], "name": "Example University" },
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{
                "type": "IdentityObject",
                "hashed": false,
                "identityHash": "ada@example.org",
                "identityType": "emailAddress"
            }],
            "achievement": {
                "id": "https://issuer.example.edu/achievements/rust",
                "type": ["Achievement"],
                "name": "Rust Fundamentals",
                "description": "Wrote a program that does not panic.",
                "criteria": { "narrative": "Pass the final project." }
            }
        }
    })
}

/// A file or folder beside the official suites, or `None` with a loud line where there is none.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let suites = std::env::var_os("PROOFMARK_SUITES").map_or(root.join("../shared/suites"), PathBuf::from);
    let path = suites.join("..").join(name);
    if path.exists() {
        return Some(path.canonicalize().unwrap());
    }
    println!("!!! SKIPPED: {} is not there", path.display());
    None
}
