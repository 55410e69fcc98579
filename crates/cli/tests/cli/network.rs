//! What the program contacts, counted by a real server.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::status_list;
use crate::support::{Folder, NOW, credential};

#[test]
fn a_local_server_is_contacted_only_when_allowed() {
    let (folder, did) = Folder::with_key();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let url = format!("http://{host}/status/1");
    let mut list = status_list::unsecured(&did, &[]);
    list["id"] = json!(url);
    let asked = serve(listener, folder.sign("list.json", &list));
    let mut credential = status_list::with_status(credential(&did), 9);
    credential["credentialStatus"]["statusListCredential"] = json!(url);
    let secured = folder.sign("credential.json", &credential);

    let arguments = ["verify", "--json", "--now", NOW, "credential.json"];
    let report = folder.run(&arguments).expect(2).json();
    assert_eq!(report["hosts"], json!([]), "nobody was contacted");
    let report = folder.run(&[&arguments[..], &["--offline", "--allow-loopback"]].concat()).expect(2).json();
    assert_eq!(report["hosts"], json!([]));

    // A forged credential learns nothing of its reader: its list is never asked for.
    let forged = secured.replace("ada@", "eve@");
    folder.run_with_input(&["verify", "--allow-loopback", "--now", NOW, "-"], forged.as_bytes()).expect(1);
    assert_eq!(asked.load(Ordering::SeqCst), 0);

    let report = folder.run(&[&arguments[..], &["--allow-loopback"]].concat()).expect(0).json();
    assert_eq!(report["verdict"], "valid");
    assert_eq!(report["status"][0]["state"], "clear");
    assert_eq!(report["hosts"], json!([host]));
    assert_eq!(asked.load(Ordering::SeqCst), 1);

    let text = folder.run(&["verify", "--allow-loopback", "--now", NOW, "credential.json"]).expect(0).stdout;
    assert!(text.contains("not revoked as of "), "{text}");
    assert!(text.contains(&format!("Contacted   {host}")), "{text}");
}

/// ATTACKS B19 and K65, from the outside: whatever an issuer calls itself, nobody on this machine hears of it. `PORT` is
/// a port on which every connection is counted.
#[test]
fn b19_hostile_issuers_lead_to_no_connection() {
    let (folder, did) = Folder::with_key();
    let secured: Value = serde_json::from_str(&folder.sign("credential.json", &credential(&did))).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let asked = serve(listener, "{}".to_owned());
    assert!(HOSTILE_ISSUERS.len() >= 60);
    for issuer in HOSTILE_ISSUERS {
        let issuer = issuer.replace("PORT", &port);
        let mut credential = secured.clone();
        credential["issuer"]["id"] = json!(issuer);
        credential["proof"]["verificationMethod"] = json!(format!("{issuer}#key-1"));
        let run = folder.run_with_input(&["verify", "--json", "-"], credential.to_string().as_bytes());
        let report = run.json();
        assert_ne!(report["verdict"], "valid", "{issuer}");
        assert_eq!(report["hosts"], json!([]), "{issuer}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

const HOSTILE_ISSUERS: &[&str] = &[
    // did:web with addresses in every notation
    "did:web:127.0.0.1%3APORT",
    "did:web:127.0.0.1%3APORT:issuers:1",
    "did:web:127.0.0.1:PORT",
    "did:web:127.1%3APORT",
    "did:web:127.0.1%3APORT",
    "did:web:2130706433%3APORT",
    "did:web:0x7f000001%3APORT",
    "did:web:0x7f.0.0.1%3APORT",
    "did:web:0177.0.0.1%3APORT",
    "did:web:017700000001%3APORT",
    "did:web:127.0.0.0x1%3APORT",
    "did:web:127.0.0.1.%3APORT",
    "did:web:0%3APORT",
    "did:web:0.0.0.0%3APORT",
    "did:web:10.0.0.1%3APORT",
    "did:web:169.254.169.254:latest:meta-data",
    "did:web:１２７.0.0.1%3APORT",
    "did:web:127。0。0。1%3APORT",
    "did:web:①②⑦.0.0.1%3APORT",
    "did:web:[::1]%3APORT",
    "did:web:[%3A%3A1]%3APORT",
    "did:web:%5B%3A%3A1%5D%3APORT",
    "did:web:[::ffff:127.0.0.1]%3APORT",
    "did:web:[64:ff9b::7f00:1]%3APORT",
    "did:web:%31%32%37.0.0.1%3APORT",
    // names that stay inside
    "did:web:localhost%3APORT",
    "did:web:LOCALHOST%3APORT",
    "did:web:localhost.%3APORT",
    "did:web:loc%61lhost%3APORT",
    "did:web:app.localhost%3APORT",
    "did:web:intranet%3APORT",
    "did:web:printer.local%3APORT",
    "did:web:metadata.google.internal",
    // user names, separators, control characters
    "did:web:issuer.example.edu@127.0.0.1%3APORT",
    "did:web:issuer.example.edu%40127.0.0.1%3APORT",
    "did:web:issuer.example.edu%3A443%40127.0.0.1%3APORT",
    "did:web:127.0.0.1%3APORT%2F",
    "did:web:127.0.0.1%3APORT/",
    "did:web:127.0.0.1%3APORT%3F",
    "did:web:127.0.0.1%3APORT%23",
    "did:web:127.0.0.1%3APORT\\@issuer.example.edu",
    "did:web:issuer.example.edu%0d%0aHost:127.0.0.1",
    "did:web:issuer.example.edu\r\nHost: 127.0.0.1",
    "did:web: 127.0.0.1%3APORT",
    "did:web:127.0.0.1%3APORT%00",
    "did:web:127.0.0.1%253APORT",
    // addresses of profiles
    "http://127.0.0.1:PORT/issuer",
    "https://127.0.0.1:PORT/issuer",
    "https://localhost:PORT/issuer",
    "https://[::1]:PORT/issuer",
    "https://127.1:PORT/issuer",
    "https://2130706433:PORT/issuer",
    "https://0x7f.1:PORT/issuer",
    "https://issuer.example.edu@127.0.0.1:PORT/issuer",
    "https://issuer.example.edu\\@127.0.0.1:PORT/issuer",
    "https://127.0.0.1:PORT\\@issuer.example.edu/issuer",
    "https://127.0.0.1:PORT?v=3_0",
    "HTTPS://127.0.0.1:PORT/issuer",
    "https:127.0.0.1:PORT/issuer",
    "https:///127.0.0.1:PORT/issuer",
    "//127.0.0.1:PORT/issuer",
    "ftp://127.0.0.1:PORT/issuer",
    "file:///etc/passwd",
    "data:application/json,{}",
    "javascript:fetch('http://127.0.0.1:PORT')",
];

/// Answers everyone with `body`; the counter says how often it was asked.
fn serve(listener: TcpListener, body: String) -> Arc<AtomicUsize> {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            counter.fetch_add(1, Ordering::SeqCst);
            let request = BufReader::new(stream.try_clone().unwrap()).lines();
            request.map(Result::unwrap).take_while(|line| !line.is_empty()).for_each(drop);
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all((head + &body).as_bytes()).unwrap();
        }
    });
    asked
}
