//! HTTP/2 in frames (RFC 9113), because clients do not do on purpose what is tried here (K96): what one connection may
//! ask for at the same time, headers without end, and streams that are opened only to be reset.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::TestServer;

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// SETTINGS_MAX_CONCURRENT_STREAMS and SETTINGS_MAX_HEADER_LIST_SIZE.
const STREAMS: u16 = 3;
const HEADER_BYTES: u16 = 6;

/// ENHANCE_YOUR_CALM.
const CALM: u32 = 11;

struct Frame {
    kind: u8,
    stream: u32,
    payload: Vec<u8>,
}

struct Connection(TcpStream);

impl Connection {
    fn open(server: &TestServer) -> Self {
        let mut stream = TcpStream::connect(&server.config.listen).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
        let mut connection = Self(stream);
        connection.send(SETTINGS, 0, 0, &[]).unwrap();
        connection
    }

    fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> std::io::Result<()> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
        self.0.write_all(&[&head, payload].concat())
    }

    /// `GET /health/live`, by HPACK's static table, with further fields.
    fn get(&mut self, stream: u32, fields: &[u8]) -> std::io::Result<()> {
        let path = b"/health/live";
        let target = [&[0x82, 0x86, 0x04, u8::try_from(path.len()).unwrap()], path.as_slice()].concat();
        let authority = [0x01, 1, b'x'];
        self.send(
            HEADERS,
            END_STREAM | END_HEADERS,
            stream,
            &[&target, authority.as_slice(), fields].concat(),
        )
    }

    /// The next frame; nothing when the server has hung up.
    fn receive(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.0.read_exact(&mut head).ok()?;
        let mut payload =
            vec![0; usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2])];
        self.0.read_exact(&mut payload).ok()?;
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        Some(Frame { kind: head[3], stream, payload })
    }

    fn receive_until(&mut self, wanted: impl Fn(&Frame) -> bool) -> Option<Frame> {
        while let Some(frame) = self.receive() {
            if wanted(&frame) {
                return Some(frame);
            }
        }
        None
    }
}

/// The block of a response to `stream` whose status is in HPACK's static table at this place.
fn is_answer(frame: &Frame, stream: u32, status: u8) -> bool {
    frame.kind == HEADERS && frame.stream == stream && frame.payload.first() == Some(&(0x80 | status))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_told_its_limits() {
    let server = TestServer::start().await;
    let found = tokio::task::spawn_blocking(move || {
        let mut connection = Connection::open(&server);
        let settings = connection.receive_until(|frame| frame.kind == SETTINGS).unwrap();
        connection.get(1, &[]).unwrap();
        // 200 is number 8.
        assert!(
            connection.receive_until(|frame| is_answer(frame, 1, 8)).is_some(),
            "an ordinary request is answered"
        );
        settings.payload
    });
    let payload = found.await.unwrap();
    let limit = |wanted: u16| {
        let mut settings = payload.chunks_exact(6).map(|one| {
            (u16::from_be_bytes([one[0], one[1]]), u32::from_be_bytes([one[2], one[3], one[4], one[5]]))
        });
        settings.find_map(|(name, value)| (name == wanted).then_some(value))
    };
    assert_eq!((limit(STREAMS), limit(HEADER_BYTES)), (Some(100), Some(16 << 10)));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_header_bytes_are_refused() {
    let server = TestServer::start().await;
    let refused = tokio::task::spawn_blocking(move || {
        let mut connection = Connection::open(&server);
        // A field of 100 bytes, literal and not indexed, two hundred times.
        let field = [&[0, 1, b'a', 100], [b'b'; 100].as_slice()].concat();
        // A server may also hang up before everything is sent. 431 is not in the table: a literal.
        let _ = connection.get(1, &field.repeat(150));
        let answer = connection.receive_until(|frame| frame.kind != SETTINGS && frame.stream == 1);
        answer.is_none_or(|frame| frame.kind == RST_STREAM || !is_answer(&frame, 1, 8))
    });
    assert!(refused.await.unwrap(), "20,000 bytes of headers were accepted");
}

/// CVE-2023-44487: each stream is work, and a reset makes room for the next.
#[tokio::test(flavor = "multi_thread")]
async fn streams_that_are_reset_at_once_end_the_connection() {
    let server = TestServer::start().await;
    let address = server.base_url.clone();
    let ended = tokio::task::spawn_blocking(move || {
        let mut connection = Connection::open(&server);
        for number in 0..5000 {
            let stream = 2 * number + 1;
            // CANCEL is number 8.
            if connection
                .get(stream, &[])
                .and_then(|()| connection.send(RST_STREAM, 0, stream, &[0, 0, 0, 8]))
                .is_err()
            {
                break;
            }
        }
        let farewell = connection.receive_until(|frame| frame.kind == GOAWAY);
        (farewell.map(|frame| frame.payload[4..8].to_vec()), server)
    });
    let (reason, _server) = ended.await.unwrap();
    if let Some(reason) = reason {
        assert_eq!(reason, CALM.to_be_bytes());
    }
    assert_eq!(
        reqwest::get(format!("{address}/health/live")).await.unwrap().status(),
        200,
        "others are served"
    );
}
