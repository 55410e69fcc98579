//! Identifiers that have led, or could lead, a resolver astray, and the forms that are right.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::document_url;
use crate::Code;

#[test]
fn well_formed_identifiers_lead_to_their_document() {
    let rows = [
        ("did:web:example.edu", "https://example.edu/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000", "https://example.com:3000/.well-known/did.json"),
        ("did:web:example.com%3a3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:example.com:u:bob", "https://example.com/u/bob/did.json"),
        ("did:web:Example.EDU:Dept", "https://example.edu/Dept/did.json"),
        ("did:web:xn--mnchen-3ya.de", "https://xn--mnchen-3ya.de/.well-known/did.json"),
        ("did:web:example.edu:caf%C3%A9", "https://example.edu/caf%C3%A9/did.json"),
        ("did:web:example.edu:_x-1.json", "https://example.edu/_x-1.json/did.json"),
        ("did:web:123.example.edu", "https://123.example.edu/.well-known/did.json"),
        // Hosts refuse loopback; only a page may answer this from its own origin.
        ("did:web:localhost%3A8080:issuers:1", "https://localhost:8080/issuers/1/did.json"),
    ];
    for (did, url) in rows {
        assert_eq!(document_url(did).unwrap(), url, "{did}");
    }
}

/// B19: none of these names a place, so no host is ever asked to connect anywhere.
#[test]
fn hostile_identifiers_name_no_place() {
    let long_label = format!("did:web:{}.edu", "a".repeat(64));
    let long_host = format!("did:web:{}edu", "a.".repeat(130));
    let long_path = format!("did:web:example.edu:{}", "a".repeat(1100));
    let rows = [
        // IPv4, in every spelling that URL parsers understand
        "did:web:127.0.0.1",
        "did:web:127.1",
        "did:web:2130706433",
        "did:web:0x7f000001",
        "did:web:0x7f.0.0.1",
        "did:web:0177.0.0.1",
        "did:web:127.0.0.0x1",
        "did:web:example.0X1f",
        "did:web:10.0.0.1%3A8080",
        "did:web:169.254.169.254",
        "did:web:169.254.169.254:latest:meta-data",
        "did:web:0",
        "did:web:0x",
        "did:web:１２７.0.0.1",
        "did:web:127。0。0。1",
        "did:web:①②⑦.0.0.1",
        // IPv6
        "did:web:[::1]",
        "did:web:%5B%3A%3A1%5D",
        "did:web:[%3A%3A1]%3A443",
        "did:web:::1",
        // Dots
        "did:web:",
        "did:web:.",
        "did:web:..",
        "did:web:example.edu.",
        "did:web:.example.edu",
        "did:web:example..edu",
        "did:web:example.edu:.",
        "did:web:example.edu:..:secret",
        "did:web:example.edu:%2e%2e:secret",
        "did:web:example.edu:.%2E",
        // Separators, plain and hidden
        "did:web:example.edu/path",
        "did:web:example.edu%2Fpath",
        "did:web:example.edu:a%2Fb",
        "did:web:example.edu:a%2f..%2fb",
        "did:web:example.edu:a%5Cb",
        "did:web:example.edu\\evil.example",
        "did:web:example.edu?x=1",
        "did:web:example.edu%3Fx",
        "did:web:example.edu:a%3Fx=1",
        "did:web:example.edu%23x",
        "did:web:example.edu:",
        "did:web:example.edu::a",
        "did:web:example.edu:a:",
        // User information
        "did:web:victim.edu@evil.example",
        "did:web:victim.edu%40evil.example",
        "did:web:victim.edu%3A443%40evil.example",
        "did:web:victim.edu%3A443@evil.example",
        // Control characters, white space, broken escapes, double encoding
        "did:web:example.edu%0d%0aHost:evil",
        "did:web:example.edu:a%0D%0Ab",
        "did:web:example.edu:a%00",
        "did:web:example.edu\n",
        "did:web: example.edu",
        "did:web:example.edu:a%2",
        "did:web:example.edu:a%zz",
        "did:web:example.edu:a%252F",
        // Ports
        "did:web:example.edu%3A",
        "did:web:example.edu%3A0",
        "did:web:example.edu%3A65536",
        "did:web:example.edu%3A+443",
        "did:web:example.edu%3A0443",
        "did:web:example.edu%3A80%3A90",
        // Names that are none, or are inside
        "did:web:intranet",
        "did:web:printer.local",
        "did:web:metadata.google.internal",
        "did:web:evil.localhost",
        "did:web:exa_mple.edu",
        "did:web:-example.edu",
        "did:web:bücher.example",
        "did:web:example.еdu",
        "did:web:examp\u{200b}le.edu",
        "did:web:example.edu:ünder",
        // Case of the method, length
        "DID:WEB:example.edu",
        "did:Web:example.edu",
        "did:webs:example.edu",
        &long_label,
        &long_host,
        &long_path,
    ];
    assert!(rows.len() >= 61);
    for did in rows {
        match document_url(did) {
            Ok(url) => panic!("{did:?} leads to {url}"),
            Err(problem) => {
                assert_eq!(problem.code(), Code::InvalidVerificationMethodUrl, "{did:?}");
                assert!(problem.detail().is_ascii() && !problem.detail().contains('\n'), "{did:?}");
            }
        }
    }
}
