//! A receiver of webhooks on loopback, as kind or unkind as a test says.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// What a receiver does after it has read a message.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Answers with a status and nothing more.
    Status(u16),
    /// Sends these bytes and closes.
    Bytes(String),
    /// Sends the first, then the second for ever, with a pause in between.
    Repeat(&'static str, &'static str, Duration),
    /// Says nothing and holds the connection.
    Silence,
}

/// A message as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) request_line: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: String,
    /// The status that it is answered with; nothing, if the answer is not so simple.
    pub(crate) answered: Option<u16>,
}

/// A listening receiver.
pub(crate) struct Receiver {
    pub(crate) url: String,
    messages: mpsc::UnboundedReceiver<Message>,
    connections: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
    written: Arc<AtomicUsize>,
}

impl Receiver {
    /// Answers each message as `answer` says, which is told how many came before.
    pub(crate) async fn start(answer: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?from=test", listener.local_addr().unwrap());
        let (tell, messages) = mpsc::unbounded_channel();
        let [connections, open, written] = [(); 3].map(|()| Arc::new(AtomicUsize::new(0)));
        let (count, now_open, sent) = (connections.clone(), open.clone(), written.clone());
        let (answer, answered) = (Arc::new(answer), Arc::new(AtomicUsize::new(0)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                let (answer, answered, tell) = (answer.clone(), answered.clone(), tell.clone());
                let (now_open, sent) = (now_open.clone(), sent.clone());
                tokio::spawn(async move {
                    now_open.fetch_add(1, Ordering::SeqCst);
                    let _ = serve(stream, &*answer, &answered, &tell, &sent).await;
                    now_open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { url, messages, connections, open, written }
    }

    /// A receiver that takes everything.
    pub(crate) async fn kind() -> Self {
        Self::start(|_| Answer::Status(204)).await
    }

    /// The next message; waits for it for a minute at most.
    pub(crate) async fn next(&mut self) -> Message {
        let next = tokio::time::timeout(Duration::from_secs(60), self.messages.recv());
        next.await.expect("no message came").unwrap()
    }

    /// Everything that has come and was not asked for yet.
    pub(crate) fn drain(&mut self) -> Vec<Message> {
        std::iter::from_fn(|| self.messages.try_recv().ok()).collect()
    }

    /// Messages that have come and were not asked for yet.
    pub(crate) fn waiting(&self) -> usize {
        self.messages.len()
    }

    /// Connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Connections that are open now.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// Bytes of endless answers that the other side's kernel took.
    pub(crate) fn written(&self) -> usize {
        self.written.load(Ordering::SeqCst)
    }
}

impl Message {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Which of the secrets have signed, computed anew from the specification's text.
    pub(crate) fn signed_by(&self, secrets: &[&str]) -> Vec<bool> {
        let text =
            format!("{}.{}.{}", self.header("webhook-id"), self.header("webhook-timestamp"), self.body);
        let signatures: Vec<&str> = self.header("webhook-signature").split(' ').collect();
        let signed = |secret: &&str| {
            let key = BASE64.decode(secret.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
            mac.update(text.as_bytes());
            let expected = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
            signatures.contains(&expected.as_str())
        };
        secrets.iter().map(signed).collect()
    }
}

async fn serve(
    mut stream: TcpStream,
    answer: &(dyn Fn(usize) -> Answer + Send + Sync),
    answered: &AtomicUsize,
    tell: &mpsc::UnboundedSender<Message>,
    sent: &AtomicUsize,
) -> std::io::Result<()> {
    let mut message = read(&mut stream).await?;
    let answer = answer(answered.fetch_add(1, Ordering::SeqCst));
    if let Answer::Status(status) = answer {
        message.answered = Some(status);
    }
    let _ = tell.send(message);
    match answer {
        Answer::Status(status) => {
            let text = format!("HTTP/1.1 {status} Answer\r\nContent-Length: 0\r\n\r\n");
            stream.write_all(text.as_bytes()).await?;
        }
        Answer::Bytes(text) => stream.write_all(text.as_bytes()).await?,
        Answer::Repeat(first, again, pause) => {
            stream.write_all(first.as_bytes()).await?;
            loop {
                tokio::time::sleep(pause).await;
                stream.write_all(again.as_bytes()).await?;
                sent.fetch_add(again.len(), Ordering::SeqCst);
            }
        }
        Answer::Silence => {
            // Until the other side gives up.
            let mut rest = [0; 16];
            while stream.read(&mut rest).await? > 0 {}
        }
    }
    stream.shutdown().await
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Message> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if bytes.ends_with(b"\r\n\r\n") {
            break bytes.len() - 4;
        }
        bytes.push(stream.read_u8().await?);
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let request_line = lines.next().unwrap().to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Message { request_line, headers, body: String::from_utf8(body).unwrap(), answered: None })
}
