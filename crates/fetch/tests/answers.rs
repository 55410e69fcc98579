//! What servers may answer, kind and unkind, over real sockets. ATTACKS B20, B23, B24.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use proofmark::{FetchFailure, Source};
use proofmark_fetch::{Answer, Fetcher, Rules};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

const MAX: usize = 4096;

fn development() -> Rules {
    let mut rules = Rules::default();
    rules.allow_loopback = true;
    rules.deadline = Duration::from_millis(1500);
    rules
}

/// What a server does after it has read the request.
#[derive(Clone)]
enum Script {
    /// Sends these bytes and closes.
    Send(Vec<u8>),
    /// Sends the first, then the second again and again.
    Repeat(Vec<u8>, Vec<u8>, Duration),
    /// Says nothing.
    Silence,
}

/// A server on loopback; the second value collects the requests it read.
async fn serve(script: Script, tls: Option<TlsAcceptor>) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let requests = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (script, log, tls) = (script.clone(), Arc::clone(&log), tls.clone());
            tokio::spawn(async move {
                match tls {
                    None => play(stream, script, &log).await,
                    Some(tls) => match tls.accept(stream).await {
                        Ok(stream) => play(stream, script, &log).await,
                        Err(_) => None,
                    },
                }
            });
        }
    });
    (port, requests)
}

async fn play(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    script: Script,
    log: &Mutex<Vec<String>>,
) -> Option<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await.ok()?);
    }
    log.lock().unwrap().push(String::from_utf8(request).unwrap());
    match script {
        Script::Send(bytes) => stream.write_all(&bytes).await.ok()?,
        Script::Repeat(first, again, pause) => {
            stream.write_all(&first).await.ok()?;
            for _ in 0..100_000 {
                tokio::time::sleep(pause).await;
                stream.write_all(&again).await.ok()?;
            }
        }
        Script::Silence => tokio::time::sleep(Duration::from_secs(30)).await,
    }
    stream.shutdown().await.ok()
}

fn answer(head: &str, body: &str) -> Script {
    Script::Send(format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

async fn fetch(script: Script) -> Answer {
    let (port, _) = serve(script, None).await;
    let fetcher = Fetcher::new(development()).unwrap();
    fetcher.fetch_url(&format!("http://127.0.0.1:{port}/did.json"), "application/json", MAX).await
}

#[tokio::test]
async fn a_document_arrives_with_its_time_and_source() {
    let script = answer("200 OK\r\nSet-Cookie: id=7; Path=/", "{\"id\":\"did:web:localhost\"}");
    let (port, requests) = serve(script, None).await;
    let fetcher = Fetcher::new(development()).unwrap();
    let url = format!("http://127.0.0.1:{port}/status/3?a=b#c");
    for _ in 0..2 {
        let document = fetcher.fetch_url(&url, "application/vc, application/json", MAX).await.unwrap();
        assert_eq!(document.bytes, b"{\"id\":\"did:web:localhost\"}");
        assert_eq!(document.source, Source::Network);
        assert!(document.retrieved_at.unix_seconds() > 1_700_000_000);
    }
    let requests = requests.lock().unwrap();
    let expected = format!(
        "GET /status/3?a=b HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\naccept: application/vc, application/json\r\n\
         user-agent: proofmark/{}\r\n\r\n",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(*requests, [expected.clone(), expected], "no cookie, no referrer, nothing else");
}

#[tokio::test]
async fn a_cached_document_is_not_fetched_again() {
    let (port, requests) = serve(answer("200 OK", "{\"a\":1}"), None).await;
    let mut rules = development();
    rules.cache_for = Some(Duration::from_secs(60));
    let fetcher = Fetcher::new(rules).unwrap();
    let url = format!("http://127.0.0.1:{port}/status/3");
    let first = fetcher.fetch_url(&url, "application/json", MAX).await.unwrap();
    let second = fetcher.clone().fetch_url(&url, "application/json", MAX).await.unwrap();
    assert_eq!((first.source, second.source), (Source::Network, Source::Cache));
    assert_eq!((first.bytes, first.retrieved_at), (second.bytes, second.retrieved_at));
    assert_eq!(fetcher.fetch_url(&url, "application/json", 3).await.unwrap_err().0, FetchFailure::TooLarge);
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn other_answers_are_failures_with_their_kind() {
    for (head, expected) in [
        ("301 Moved Permanently\r\nLocation: https://evil.example.org/", FetchFailure::Redirect),
        ("302 Found\r\nLocation: http://169.254.169.254/latest/", FetchFailure::Redirect),
        ("303 See Other\r\nLocation: /elsewhere", FetchFailure::Redirect),
        ("307 Temporary Redirect\r\nLocation: file:///etc/passwd", FetchFailure::Redirect),
        ("308 Permanent Redirect", FetchFailure::Redirect),
        ("404 Not Found", FetchFailure::NotFound),
        ("410 Gone", FetchFailure::Gone),
        ("204 No Content", FetchFailure::HttpStatus),
        ("206 Partial Content", FetchFailure::HttpStatus),
        ("401 Unauthorized", FetchFailure::HttpStatus),
        ("500 Internal Server Error", FetchFailure::HttpStatus),
        ("200 OK\r\nContent-Encoding: gzip", FetchFailure::Network),
        ("200 OK\r\nContent-Encoding: br", FetchFailure::Network),
    ] {
        assert_eq!(fetch(answer(head, "{}")).await.unwrap_err().0, expected, "{head}");
    }
}

#[tokio::test]
async fn broken_answers_are_network_failures() {
    for bytes in [
        "",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut short",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let (failure, _) = fetch(Script::Send(bytes.into())).await.unwrap_err();
        assert_eq!(failure, FetchFailure::Network, "{bytes:?}");
    }
    let headers = "X-Padding: 0123456789\r\n".repeat(5000);
    let (failure, _) = fetch(answer(&format!("200 OK\r\n{headers}"), "{}")).await.unwrap_err();
    assert_eq!(failure, FetchFailure::Network, "a head without end");
}

#[tokio::test]
async fn bodies_are_capped_however_they_arrive() {
    let exact = "x".repeat(MAX);
    assert_eq!(fetch(answer("200 OK", &exact)).await.unwrap().bytes.len(), MAX);
    assert_eq!(fetch(answer("200 OK", &(exact + "x"))).await.unwrap_err().0, FetchFailure::TooLarge);
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n";
    assert_eq!(fetch(Script::Send(announced.into())).await.unwrap_err().0, FetchFailure::TooLarge);
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let until_close = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    for (head, again) in [(chunked, "10\r\n0123456789abcdef\r\n"), (until_close, "0123456789abcdef")] {
        let script = Script::Repeat(head.into(), again.into(), Duration::ZERO);
        assert_eq!(fetch(script).await.unwrap_err().0, FetchFailure::TooLarge);
    }
}

#[tokio::test]
async fn slow_servers_run_into_the_deadline() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    for script in [
        Script::Silence,
        Script::Repeat(Vec::new(), b"H".to_vec(), Duration::from_secs(1)),
        Script::Repeat(head.into(), b"x".to_vec(), Duration::from_millis(100)),
    ] {
        let started = std::time::Instant::now();
        assert_eq!(fetch(script).await.unwrap_err().0, FetchFailure::Timeout);
        assert!(started.elapsed() < Duration::from_secs(5));
    }
}

/// A TLS server whose certificate is for `name`, and that certificate.
async fn serve_tls(name: &str) -> (u16, Vec<u8>) {
    let certified = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let certificate = certified.cert.der().clone();
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let (port, _) = serve(answer("200 OK", "{}"), Some(TlsAcceptor::from(Arc::new(config)))).await;
    (port, certificate.to_vec())
}

#[tokio::test]
async fn certificates_are_checked() {
    let (port, certificate) = serve_tls("localhost").await;
    let url = format!("https://localhost:{port}/");
    let fetcher = |roots| {
        let mut rules = development();
        rules.extra_roots = roots;
        Fetcher::new(rules).unwrap()
    };

    let trusted = fetcher(vec![certificate]).fetch_url(&url, "*/*", MAX).await;
    assert_eq!(trusted.unwrap().bytes, b"{}");

    let (failure, detail) = fetcher(vec![]).fetch_url(&url, "*/*", MAX).await.unwrap_err();
    assert_eq!(failure, FetchFailure::Network, "unknown authority");
    assert!(detail.contains("certificate"), "{detail}");

    let (port, certificate) = serve_tls("other.example.org").await;
    let url = format!("https://localhost:{port}/");
    let (failure, detail) = fetcher(vec![certificate]).fetch_url(&url, "*/*", MAX).await.unwrap_err();
    assert_eq!(failure, FetchFailure::Network, "another name");
    assert!(detail.contains("certificate"), "{detail}");

    let mut rules = Rules::default();
    rules.extra_roots = vec![b"not a certificate".to_vec()];
    assert!(Fetcher::new(rules).is_err());
}
