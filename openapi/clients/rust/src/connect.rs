//! Making a client.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use crate::{Client, Patience};

/// Longer than the server takes for anything.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The API key has characters that no key has.
    #[error("this is no API key")]
    Key(#[from] reqwest::header::InvalidHeaderValue),
    /// The HTTP client could not be made.
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
}

impl Client {
    /// A client of the server at `base_url`, with an API key unless it asks only what anybody may ask.
    ///
    /// # Errors
    /// When the key is none, or TLS cannot be set up.
    pub fn connect(base_url: &str, api_key: Option<&str>) -> Result<Self, ConnectError> {
        Self::connect_with(base_url, api_key, Patience::default())
    }

    /// The same, repeating requests as `patience` says.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub fn connect_with(
        base_url: &str,
        api_key: Option<&str>,
        patience: Patience,
    ) -> Result<Self, ConnectError> {
        let mut headers = HeaderMap::new();
        if let Some(api_key) = api_key {
            let mut value = HeaderValue::from_str(&format!("Bearer {api_key}"))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let client = reqwest::Client::builder().default_headers(headers).timeout(TIMEOUT).build()?;
        Ok(Self::new_with_client(base_url.trim_end_matches('/'), client, patience))
    }
}
