//! `proofmark bake`: what was baked verifies and comes out again; what cannot be baked is refused.

use crate::support::{Folder, NOW, credential};

const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle r="4"/></svg>"#;

#[test]
fn what_was_baked_verifies_and_comes_out_again() {
    let (folder, did) = Folder::with_key();
    let signed = folder.sign("credential.json", &credential(&did));
    folder.write("plain.svg", SVG);
    folder.run(&["bake", "plain.svg", "credential.json", "-o", "badge.svg"]).expect(0);
    folder.run(&["verify", "--now", NOW, "--offline", "badge.svg"]).expect(0);
    assert_eq!(folder.run(&["extract", "badge.svg"]).expect(0).stdout, signed.trim());
    let printed = folder.run_with_input(&["bake", "-", "credential.json"], SVG.as_bytes()).expect(0).stdout;
    assert_eq!(printed, folder.read("badge.svg"));
    folder.run(&["bake", "badge.svg", "credential.json", "--out", "again.svg"]).expect(0);
    assert_eq!(folder.read("again.svg"), printed);
}

#[test]
fn what_cannot_be_baked_is_refused() {
    let (folder, did) = Folder::with_key();
    folder.sign("credential.json", &credential(&did));
    folder.write("plain.svg", SVG);
    folder.write("picture.jpg", b"\xff\xd8\xff\xe0");
    let run = folder.run(&["bake", "picture.jpg", "credential.json", "-o", "out.png"]).expect(1);
    assert!(run.stderr.contains("neither PNG, SVG nor PDF"), "{run:?}");
    assert!(!folder.path("out.png").exists());
    let run = folder.run(&["bake", "plain.svg", "picture.jpg"]).expect(1);
    assert!(run.stderr.contains("neither a JSON credential nor a compact JWS"), "{run:?}");
    folder.run(&["bake", "gone.png", "credential.json"]).expect(66);
    folder.run(&["bake", "plain.svg"]).expect(64);
}
