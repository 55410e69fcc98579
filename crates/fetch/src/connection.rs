//! One connection to an address that has been checked, with TLS where the URL says so.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper::{Request, Response};
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

/// Why there is no answer, with a sentence for people.
pub(crate) type Failure = (FetchFailure, String);

/// A stream, with or without TLS.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

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

/// Connects to the first of `addresses` that accepts. They are the checked ones; the name is not looked up again.
pub(crate) async fn connect(
    target: &Target,
    addresses: &[IpAddr],
    tls: &TlsConnector,
) -> Result<Box<dyn Stream>, Failure> {
    let stream = connect_tcp(addresses, target.port).await.map_err(network)?;
    if !target.tls {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(target.host.clone()).map_err(network)?;
    Ok(Box::new(tls.connect(name, stream).await.map_err(network)?))
}

async fn connect_tcp(addresses: &[IpAddr], port: u16) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses {
        let address = SocketAddr::new(*address, port);
        match tokio::time::timeout(CONNECT_TIME, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => last = error,
            Err(_) => last = io::Error::from(io::ErrorKind::TimedOut),
        }
    }
    Err(last)
}

/// Speaks HTTP/1.1. The connection ends with this value, whatever the server goes on to do.
pub(crate) struct Connection<B> {
    sender: SendRequest<B>,
    _task: JoinSet<hyper::Result<()>>,
}

impl<B> Connection<B>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    pub(crate) async fn open(stream: Box<dyn Stream>) -> Result<Self, Failure> {
        let (sender, connection) =
            Builder::new().max_buf_size(MAX_HEAD).handshake(TokioIo::new(stream)).await.map_err(network)?;
        let mut task = JoinSet::new();
        task.spawn(connection);
        Ok(Self { sender, _task: task })
    }

    /// Sends a request and reads the head of its answer.
    pub(crate) async fn send(&mut self, request: Request<B>) -> Result<Response<Incoming>, Failure> {
        self.sender.send_request(request).await.map_err(network)
    }
}

pub(crate) fn network(error: impl std::error::Error) -> Failure {
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
