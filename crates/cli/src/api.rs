//! Asks a Proofmark server over its API: one connection for each request, with the key of the environment.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, HOST, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use zeroize::Zeroizing;

use crate::exit::Failure;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server, and the key that opens it.
pub(crate) struct Api {
    host: String,
    port: u16,
    /// As it stands in the address, with the port if that says one.
    authority: String,
    tls: Option<TlsConnector>,
    key: Zeroizing<String>,
}

/// What came of a request that reached the server.
pub(crate) enum Answer {
    /// A 2xx with its body.
    Good(Vec<u8>),
    /// Anything else, in one sentence for each fault.
    Refused(String),
}

impl Api {
    /// The server at `address`, such as `https://badges.example.edu`.
    ///
    /// # Errors
    /// An address that is none, or that would carry the key across a network for everybody to read.
    pub(crate) fn new(address: &str, key: Zeroizing<String>) -> Result<Self, Failure> {
        let no_address = || {
            Failure::usage(format!("{address} is no address of a server, such as https://badges.example.edu"))
        };
        let (scheme, rest) = address.split_once("://").ok_or_else(no_address)?;
        let authority = rest.trim_end_matches('/').to_owned();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, Some(port.parse::<u16>().map_err(|_| no_address())?))
            }
            _ => (&*authority, None),
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        if host.is_empty() || authority.contains(['/', '?', '#', '@', ' ']) {
            return Err(no_address());
        }
        let tls = match scheme {
            "https" => Some(tls_connector().map_err(|error| Failure::refused(format!("TLS: {error}")))?),
            "http" if matches!(&*host, "localhost" | "::1") || host.starts_with("127.") => None,
            "http" => {
                return Err(Failure::usage("over http anybody on the way could read the API key; use https"));
            }
            _ => return Err(no_address()),
        };
        let port = port.unwrap_or(if tls.is_some() { 443 } else { 80 });
        Ok(Self { host, port, authority, tls, key })
    }

    /// Asks once.
    ///
    /// # Errors
    /// When the server cannot be reached, or does not answer; in one sentence.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer, String> {
        tokio::time::timeout(PATIENCE, self.exchange(method, path, headers, body))
            .await
            .map_err(|_| format!("{} did not answer within {PATIENCE:?}", self.authority))?
            .map_err(|why| format!("{}: {why}", self.authority))
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer, String> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.authority)
            .header(AUTHORIZATION, format!("Bearer {}", *self.key))
            .header(USER_AGENT, concat!("proofmark/", env!("CARGO_PKG_VERSION")));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::from(body))).map_err(|error| error.to_string())?;
        let stream = TcpStream::connect((&*self.host, self.port)).await.map_err(|error| error.to_string())?;
        let response = match &self.tls {
            None => send(stream, request).await?,
            Some(tls) => {
                let name = ServerName::try_from(self.host.clone()).map_err(|error| error.to_string())?;
                send(tls.connect(name, stream).await.map_err(|error| error.to_string())?, request).await?
            }
        };
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.map_err(|error| error.to_string())?.to_bytes().to_vec();
        if head.status.is_success() {
            return Ok(Answer::Good(bytes));
        }
        // Both pass: a restart, and the limit of requests in a minute.
        if head.status.is_server_error() || head.status == StatusCode::TOO_MANY_REQUESTS {
            return Err(format!("the answer was {}", head.status));
        }
        Ok(Answer::Refused(faults(&bytes).unwrap_or_else(|| format!("the answer was {}", head.status))))
    }
}

async fn send(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, String> {
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    sender.send_request(request).await.map_err(|error| error.to_string())
}

/// What an error envelope says.
fn faults(body: &[u8]) -> Option<String> {
    let envelope: Value = serde_json::from_slice(body).ok()?;
    let error = &envelope["error"];
    let mut text = error["message"].as_str()?.to_owned();
    for detail in error["details"].as_array().into_iter().flatten() {
        let (pointer, message) = (detail["pointer"].as_str()?, detail["message"].as_str()?);
        text.push_str(&if pointer.is_empty() {
            format!(" {message}")
        } else {
            format!(" {pointer}: {message}")
        });
    }
    Some(text)
}

fn tls_connector() -> Result<TlsConnector, tokio_rustls::rustls::Error> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(std::sync::Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(std::sync::Arc::new(config)))
}
