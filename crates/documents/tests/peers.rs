//! Pictures that we baked, read by openbadgeslib (Python). Its packages are installed by the long tests only
//! (`PROOFMARK_LONG=1`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use common::Issuer;
use data_encoding::BASE64;
use proofmark_documents::bake;
use serde_json::json;

const LIBRARIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/libraries");
const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle r="4"/></svg>"#;

#[test]
fn openbadgeslib_reads_and_verifies_what_we_bake() {
    if std::env::var_os("PROOFMARK_LONG").is_none() {
        eprintln!("!!! openbadgeslib was not asked: set PROOFMARK_LONG=1 to install it");
        return;
    }
    // The folder that the core's tests install it into as well.
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openbadgeslib");
    let python = venv.join("bin/python");
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv));
    let requirements = format!("{LIBRARIES}/requirements.txt");
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r", &requirements]));

    let issuer = Issuer::new();
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 1, 1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&[1, 2, 3]).unwrap();
    for credential in [issuer.signed("Knots ]]> & <b>"), issuer.signed_jwt("Knots")] {
        for (kind, picture) in [("png", png.as_slice()), ("svg", SVG.as_bytes())] {
            let ask = |credential: &str| {
                let baked = BASE64.encode(&bake(picture, credential.as_bytes()).unwrap());
                ask(&python, &json!({ "issuer": issuer.did, kind: baked }).to_string())
            };
            assert_eq!(ask(&credential), "verified", "{kind}");
            let changed = match credential.strip_prefix('{') {
                Some(_) => credential.replace("twelve", "twenty"),
                None => {
                    issuer.signed_jwt("Hitches").rsplit_once('.').unwrap().0.to_owned()
                        + &credential[credential.rfind('.').unwrap()..]
                }
            };
            assert_ne!(ask(&changed), "verified", "{kind}: it looks at what it extracts");
        }
    }
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}

fn ask(python: &Path, question: &str) -> String {
    let mut command = Command::new(python);
    let mut peer = command
        .arg(format!("{LIBRARIES}/verify.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    peer.stdin.take().unwrap().write_all(question.as_bytes()).unwrap();
    let output = peer.wait_with_output().unwrap();
    assert!(output.status.success(), "openbadgeslib broke off");
    String::from_utf8(output.stdout).unwrap()
}
