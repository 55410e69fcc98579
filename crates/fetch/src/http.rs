//! One HTTP/1.1 exchange over one connection to an address that has been checked. There is no pool, no proxy, no
//! redirect and no cookie to switch off: none of them is here.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, HOST, LOCATION, USER_AGENT};
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use proofmark::FetchFailure;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use crate::target::Target;

/// The next address is tried when one has not accepted by then.
const CONNECT_TIME: Duration = Duration::from_secs(2);
/// Bytes of a status line with its headers.
const MAX_HEAD: usize = 32 << 10;

type Failure = (FetchFailure, String);

pub(crate) fn tls_connector(extra_roots: &[Vec<u8>]) -> Result<TlsConnector, rustls::Error> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for root in extra_roots {
        roots.add(CertificateDer::from(root.as_slice()))?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

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
        let stream = self.connect(addresses).await.map_err(network)?;
        if !self.target.tls {
            return self.ask(stream).await;
        }
        let name = ServerName::try_from(self.target.host.clone()).map_err(network)?;
        self.ask(self.tls.connect(name, stream).await.map_err(network)?).await
    }

    async fn connect(&self, addresses: &[IpAddr]) -> io::Result<TcpStream> {
        let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for address in addresses {
            let address = SocketAddr::new(*address, self.target.port);
            match tokio::time::timeout(CONNECT_TIME, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = error,
                Err(_) => last = io::Error::from(io::ErrorKind::TimedOut),
            }
        }
        Err(last)
    }

    async fn ask(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    ) -> Result<Vec<u8>, Failure> {
        let (mut sender, connection) = http1::Builder::new()
            .max_buf_size(MAX_HEAD)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(network)?;
        // Ends with this function, whatever the server goes on to do.
        let mut tasks = JoinSet::new();
        tasks.spawn(connection);
        let request = hyper::Request::get(self.target.path.as_str())
            .header(HOST, self.target.authority())
            .header(ACCEPT, self.accept)
            .header(USER_AGENT, concat!("proofmark/", env!("CARGO_PKG_VERSION")))
            .body(Empty::<Bytes>::new())
            .map_err(|error| (FetchFailure::Blocked, format!("this cannot be asked for: {error}")))?;
        let response = sender.send_request(request).await.map_err(network)?;
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

fn network(error: impl std::error::Error) -> Failure {
    // A library's error often keeps its reason one level down.
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        source = inner.source();
    }
    (FetchFailure::Network, text)
}
