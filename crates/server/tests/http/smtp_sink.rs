//! A mail server on 127.0.0.1 that keeps what it is sent, and a reader of what it kept.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use data_encoding::BASE64;
use proofmark_server::{Config, SmtpConfig, SmtpTls};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// How a sink protects its connections.
#[derive(Clone, Default)]
pub(crate) enum Protection {
    /// Not at all, and it does not offer to.
    #[default]
    Nothing,
    /// When it is asked to.
    Starttls(TlsAcceptor),
    /// From the first byte.
    Tls(TlsAcceptor),
}

/// A mail server.
pub(crate) struct Sink {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    received: Mutex<Vec<Envelope>>,
    /// Every line that was no part of a message, and whether it came over TLS.
    commands: Mutex<Vec<(String, bool)>>,
    /// What is answered to the end of a message instead of 250.
    refuse_with: AtomicU16,
    /// How often something was refused.
    refused: AtomicU32,
    /// Whether nothing is answered at all.
    silent: AtomicBool,
}

/// What came over SMTP: whom it is for, and the bytes between DATA and the final dot.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) bytes: Vec<u8>,
}

impl Sink {
    pub(crate) async fn start() -> Self {
        Self::start_with(Protection::Nothing).await
    }

    pub(crate) async fn start_with(protection: Protection) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, protection.clone(), shared.clone()));
            }
        });
        Self { port, state }
    }

    /// Sends a server's mail here.
    pub(crate) fn configure(&self, config: &mut Config) {
        let mut smtp = SmtpConfig::new("127.0.0.1", "badges@mail.example");
        smtp.port = Some(self.port);
        smtp.tls = SmtpTls::None;
        config.smtp = Some(smtp);
    }

    /// From now on every message is answered with this code; 0 takes them again.
    pub(crate) fn refuse_with(&self, code: u16) {
        self.state.refuse_with.store(code, Ordering::SeqCst);
    }

    /// From now on nothing is answered, or everything again.
    pub(crate) fn be_silent(&self, silent: bool) {
        self.state.silent.store(silent, Ordering::SeqCst);
    }

    /// Waits until a message was refused.
    pub(crate) async fn wait_for_refusal(&self) {
        for _ in 0..600 {
            if self.state.refused.load(Ordering::SeqCst) > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("nothing was refused");
    }

    /// Waits until so many messages have come, and gives all.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Envelope> {
        for _ in 0..600 {
            let received = self.received();
            if received.len() >= count {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} of {count} messages came", self.received().len());
    }

    /// Every line that was no part of a message, and whether it came over TLS.
    pub(crate) fn commands(&self) -> Vec<(String, bool)> {
        self.state.commands.lock().unwrap().clone()
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn received(&self) -> Vec<Envelope> {
        self.state.received.lock().unwrap().clone()
    }
}

/// A connection, protected or not.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn serve(stream: TcpStream, protection: Protection, state: Arc<State>) {
    let (stream, mut tls, mut over_tls): (Box<dyn Stream>, _, _) = match protection {
        Protection::Nothing => (Box::new(stream), None, false),
        Protection::Starttls(tls) => (Box::new(stream), Some(tls), false),
        Protection::Tls(tls) => match tls.accept(stream).await {
            Ok(stream) => (Box::new(stream), None, true),
            // A client that does not like the certificate ends here.
            Err(_) => return,
        },
    };
    let mut stream = BufReader::new(stream);
    let (mut from, mut to) = (String::new(), Vec::new());
    let mut answer = "220 sink.example ESMTP\r\n".to_owned();
    loop {
        while state.silent.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if stream.write_all(answer.as_bytes()).await.is_err() || stream.flush().await.is_err() {
            return;
        }
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let line = line.trim_end();
        state.commands.lock().unwrap().push((line.to_owned(), over_tls));
        let path = |line: &str| {
            line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path.to_owned())
        };
        answer = match line.get(..4).unwrap_or(line).to_ascii_uppercase().as_str() {
            "EHLO" => {
                let offer = if tls.is_some() { "250-STARTTLS\r\n" } else { "" };
                format!("250-sink.example\r\n{offer}250-AUTH PLAIN\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
            }
            "STAR" => {
                let Some(tls) = tls.take() else { return };
                stream.write_all(b"220 Go on\r\n").await.unwrap();
                let Ok(protected) = tls.accept(stream.into_inner()).await else { return };
                stream = BufReader::new(Box::new(protected));
                over_tls = true;
                // The client speaks first, from the beginning.
                String::new()
            }
            "AUTH" => "235 Come in\r\n".to_owned(),
            "MAIL" => {
                (from, to) = (path(line).unwrap(), Vec::new());
                "250 OK\r\n".to_owned()
            }
            "RCPT" => {
                to.push(path(line).unwrap());
                "250 OK\r\n".to_owned()
            }
            "DATA" => {
                stream.write_all(b"354 Go on\r\n").await.unwrap();
                stream.flush().await.unwrap();
                let bytes = read_message(&mut stream).await;
                match state.refuse_with.load(Ordering::SeqCst) {
                    0 => {
                        let envelope = Envelope { from: from.clone(), to: to.clone(), bytes };
                        state.received.lock().unwrap().push(envelope);
                        "250 OK\r\n".to_owned()
                    }
                    code => {
                        state.refused.fetch_add(1, Ordering::SeqCst);
                        // As real ones do: with the address in the text.
                        format!("{code} <{}> cannot be served\r\n", to.join(">, <"))
                    }
                }
            }
            "QUIT" => return,
            _ => "250 OK\r\n".to_owned(),
        };
    }
}

/// RFC 5321 §4.5.2: the message ends at a line that is one dot; of every other line that begins with a dot the first
/// one goes.
async fn read_message(reader: &mut (impl AsyncBufReadExt + Unpin)) -> Vec<u8> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        reader.take(1 << 20).read_until(b'\n', &mut line).await.unwrap();
        if line == b".\r\n" || line.is_empty() {
            return message;
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

/// A message, read by the rules of RFC 5322 and MIME as far as ours need them.
#[derive(Debug)]
pub(crate) struct Mail {
    headers: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Envelope {
    pub(crate) fn mail(&self) -> Mail {
        let (headers, body) = split(&self.bytes);
        let kind = value(&headers, "content-type");
        assert!(kind.starts_with("multipart/alternative"), "{kind}");
        let boundary = kind.split_once("boundary=").unwrap().1.split(';').next().unwrap().trim_matches('"');
        let body = String::from_utf8(body).unwrap();
        let mut parts = HashMap::new();
        for part in body.split(&format!("--{boundary}")).skip(1).take_while(|part| !part.starts_with("--")) {
            let (headers, content) = split(part.trim_start_matches("\r\n").as_bytes());
            let content = decode(&content, &value(&headers, "content-transfer-encoding"));
            let kind = value(&headers, "content-type");
            assert!(kind.to_lowercase().contains("charset=utf-8"), "{kind}");
            parts.insert(kind.split(';').next().unwrap().to_owned(), content);
        }
        let headers = headers.into_iter().map(|(name, value)| (name, decode_words(&value))).collect();
        let mut part = |kind: &str| parts.remove(kind).unwrap_or_else(|| panic!("no part {kind}"));
        Mail { headers, text: part("text/plain"), html: part("text/html") }
    }
}

impl Mail {
    /// The header, which has to be there once.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        let (_, value) = found.next().unwrap_or_else(|| panic!("no header {name}"));
        assert!(found.next().is_none(), "{name} twice");
        value
    }

    pub(crate) fn header_names(&self) -> Vec<&str> {
        self.headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The path of the claim link in the text.
    pub(crate) fn claim_path(&self) -> String {
        let at = self.text.find("/claim/").expect("a claim link");
        self.text[at..].split_whitespace().next().unwrap().to_owned()
    }
}

fn split(message: &[u8]) -> (Vec<(String, String)>, Vec<u8>) {
    let end = message.windows(4).position(|window| window == b"\r\n\r\n").expect("an empty line");
    let head = String::from_utf8(message[..end].to_vec()).unwrap();
    // Folded lines go on with white space.
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let headers = unfolded
        .split("\r\n")
        .map(|line| line.split_once(':').unwrap_or_else(|| panic!("not a header: {line:?}")))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    (headers, message[end + 4..].to_vec())
}

fn value(headers: &[(String, String)], name: &str) -> String {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn decode(content: &[u8], encoding: &str) -> String {
    let bytes = match encoding.to_ascii_lowercase().as_str() {
        "base64" => {
            let text: Vec<u8> = content.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            BASE64.decode(&text).unwrap()
        }
        "quoted-printable" => quoted_printable(content),
        _ => content.to_vec(),
    };
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

fn quoted_printable(content: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(content.to_vec()).unwrap().replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'=', [high, low, after @ ..]) => {
                let pair = [*high, *low];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
                rest = after;
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    bytes
}

/// Encoded words (RFC 2047); white space between two of them goes.
fn decode_words(text: &str) -> String {
    let (mut decoded, mut rest, mut after_word) = (String::new(), text, false);
    while let Some(start) = rest.find("=?") {
        let word = &rest[start + 2..];
        let mut parts = word.splitn(3, '?');
        let (Some(_), Some(encoding), Some(tail)) = (parts.next(), parts.next(), parts.next()) else { break };
        let Some((content, after)) = tail.split_once("?=") else { break };
        let between = &rest[..start];
        if !(after_word && between.trim().is_empty()) {
            decoded.push_str(between);
        }
        decoded.push_str(&match encoding {
            "b" | "B" => String::from_utf8(BASE64.decode(content.as_bytes()).unwrap()).unwrap(),
            _ => String::from_utf8(quoted_printable(content.replace('_', " ").as_bytes())).unwrap(),
        });
        (rest, after_word) = (after, true);
    }
    decoded + rest
}
