//! One HTTP/1.1 exchange over one connection to an address that has been checked: ask for a document. There is no pool,
//! no proxy, no redirect and no cookie to switch off: none of them is here.

use std::net::IpAddr;

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, HOST, LOCATION, USER_AGENT};
use hyper::{Response, StatusCode};
use proofmark::FetchFailure;
use tokio_rustls::TlsConnector;

use crate::connection::{Connection, Failure, connect, network};
use crate::target::Target;

/// What this program calls itself.
pub(crate) const AGENT: &str = concat!("proofmark/", env!("CARGO_PKG_VERSION"));

pub(crate) fn too_large(max_bytes: usize) -> Failure {
    (FetchFailure::TooLarge, format!("the body is larger than {max_bytes} bytes"))
}

/// What to ask, and how much of an answer to take.
pub(crate) struct Exchange<'a> {
    pub(crate) target: &'a Target,
    pub(crate) accept: &'a str,
    pub(crate) max_bytes: usize,
    pub(crate) tls: &'a TlsConnector,
}

impl Exchange<'_> {
    /// Connects to the first of `addresses` that accepts, asks, and reads the body.
    pub(crate) async fn run(&self, addresses: &[IpAddr]) -> Result<Vec<u8>, Failure> {
        let stream = connect(self.target, addresses, self.tls).await?;
        let mut connection = Connection::open(stream).await?;
        let request = hyper::Request::get(self.target.path.as_str())
            .header(HOST, self.target.authority())
            .header(ACCEPT, self.accept)
            .header(USER_AGENT, AGENT)
            .body(Empty::<Bytes>::new())
            .map_err(|error| (FetchFailure::Blocked, format!("this cannot be asked for: {error}")))?;
        let response = connection.send(request).await?;
        self.check_head(&response)?;
        self.read_body(response.into_body()).await
    }

    fn check_head(&self, response: &Response<Incoming>) -> Result<(), Failure> {
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        match response.status() {
            StatusCode::OK => {}
            status @ StatusCode::NOT_FOUND => {
                return Err((FetchFailure::NotFound, format!("the answer was {status}")));
            }
            status @ StatusCode::GONE => {
                return Err((FetchFailure::Gone, format!("the answer was {status}")));
            }
            status if status.is_redirection() => {
                let place: String = header(LOCATION).unwrap_or("nowhere").chars().take(200).collect();
                return Err((FetchFailure::Redirect, format!("the answer was {status}, to {place}")));
            }
            status => return Err((FetchFailure::HttpStatus, format!("the answer was {status}"))),
        }
        // We offer no encoding, so an encoded body is a server at fault, and nothing is inflated that could explode.
        if let Some(encoding) =
            header(CONTENT_ENCODING).filter(|encoding| !encoding.eq_ignore_ascii_case("identity"))
        {
            return Err((
                FetchFailure::Network,
                format!("the body came {encoding}-encoded, which was not asked for"),
            ));
        }
        match header(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok()) {
            Some(length) if length > self.max_bytes as u64 => Err(too_large(self.max_bytes)),
            _ => Ok(()),
        }
    }

    async fn read_body(&self, mut body: Incoming) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(network)?.into_data() else { continue };
            if bytes.len() + data.len() > self.max_bytes {
                return Err(too_large(self.max_bytes));
            }
            bytes.extend_from_slice(&data);
        }
        Ok(bytes)
    }
}
