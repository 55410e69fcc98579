//! Many clients of an HTTP server at once, each with one connection that it keeps.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Clients at once.
pub(crate) const CLIENTS: usize = 32;

/// How long the requests of one load took.
pub(crate) struct Answered {
    /// Sorted.
    times: Vec<Duration>,
    during: Duration,
}

impl Answered {
    /// Requests in a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.during.as_secs_f64()
    }

    /// The time that this share of the requests did not exceed.
    pub(crate) fn percentile(&self, share: f64) -> Duration {
        let last = self.times.len().saturating_sub(1);
        self.times.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
    }
}

/// Each client asks again as soon as it was answered.
pub(crate) fn full(
    address: &str,
    during: Duration,
    request: impl Fn(usize) -> String + Sync,
) -> Result<Answered> {
    run(address, during, request, |_| Duration::ZERO)
}

/// So many requests in a second, evenly, whether or not those before are answered. A request's time begins when it was
/// due, so that a server which stands still is not spared those that would have come meanwhile.
pub(crate) fn even(
    address: &str,
    during: Duration,
    per_second: f64,
    request: impl Fn(usize) -> String + Sync,
) -> Result<Answered> {
    run(address, during, request, |number| Duration::from_secs_f64(number as f64 / per_second))
}

/// One `GET` on a connection of its own: the answer's body.
pub(crate) fn get(address: &str, path: &str) -> Result<Vec<u8>> {
    Connection::open(address)?.ask(&get_request(path))
}

/// The text of a `GET`.
pub(crate) fn get_request(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n")
}

/// The text of a `POST` of JSON.
pub(crate) fn post_request(path: &str, key: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn run(
    address: &str,
    during: Duration,
    request: impl Fn(usize) -> String + Sync,
    due: impl Fn(usize) -> Duration + Sync,
) -> Result<Answered> {
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    let client = || -> Result<Vec<Duration>> {
        let mut connection = Connection::open(address)?;
        let mut times = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let waited_for = due(number);
            if waited_for >= during || begun.elapsed() >= during {
                return Ok(times);
            }
            let text = request(number);
            thread::sleep(waited_for.saturating_sub(begun.elapsed()));
            let start = if waited_for.is_zero() { begun.elapsed() } else { waited_for };
            connection.ask(&text)?;
            times.push(begun.elapsed().saturating_sub(start));
        }
    };
    let mut times = Vec::new();
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        for client in clients {
            times.extend(client.join().map_err(|_| anyhow::anyhow!("a client failed"))??);
        }
        Ok::<_, anyhow::Error>(())
    })?;
    let during = begun.elapsed();
    times.sort();
    Ok(Answered { times, during })
}

struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// The body of the answer, which has to be a success.
    fn ask(&mut self, request: &str) -> Result<Vec<u8>> {
        self.0.get_mut().write_all(request.as_bytes())?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.0.read_line(&mut head)? == 0 {
                bail!("the server hung up after: {head}");
            }
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        let mut body = vec![0; length.with_context(|| format!("no length in: {head}"))?];
        self.0.read_exact(&mut body)?;
        if !head.starts_with("HTTP/1.1 2") {
            bail!("{head}{}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }
}
