//! What the program contacts, counted by a real server.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

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
