//! What a [`Fetcher`](crate::Fetcher) and a [`Sender`](crate::Sender) may do.

use std::time::Duration;

/// The network rules of one fetcher. The defaults are those a verifier on the open internet wants.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rules {
    /// Time for one document, from resolving its name to its last byte. Default: 5 seconds.
    pub deadline: Duration,
    /// Ports that may be contacted. Default: 443 and 8443, because a credential could otherwise make a verifier
    /// knock at any service of the internet.
    pub ports: Vec<u16>,
    /// For development only: also allows `http` and any port, but solely for `localhost`, `127.0.0.0/8` and `[::1]`.
    /// Default: false.
    pub allow_loopback: bool,
    /// For receivers inside one's own network, and for development: also allows `http`, any port, literal addresses,
    /// names of private networks, and addresses that are loopback, private, unique local or of a carrier's network.
    /// Link-local addresses, where clouds keep their metadata, stay closed. Default: false.
    pub allow_private: bool,
    /// How long a document is reused from memory. Default: `None`, each document is fetched anew.
    pub cache_for: Option<Duration>,
    /// Bytes that the cache holds at most; the oldest documents make room. Default: 32 MiB.
    pub cache_bytes: usize,
    /// Certificate authorities (DER) to trust besides those of the Mozilla root programme. Default: none.
    pub extra_roots: Vec<Vec<u8>>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(5),
            ports: vec![443, 8443],
            allow_loopback: false,
            allow_private: false,
            cache_for: None,
            cache_bytes: 32 << 20,
            extra_roots: Vec::new(),
        }
    }
}

/// Rules that no fetcher can work with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidRules {
    /// One of [`Rules::extra_roots`] is not a certificate, or TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] tokio_rustls::rustls::Error),
}
