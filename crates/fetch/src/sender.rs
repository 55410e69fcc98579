//! One message to one receiver: a POST under the same rules that documents are fetched by.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST, RETRY_AFTER, USER_AGENT};
use proofmark::FetchFailure;
use tokio_rustls::TlsConnector;

use crate::connection::{Connection, connect, network, tls_connector};
use crate::http::AGENT;
use crate::resolver::{ResolveError, Resolver, SystemResolver, checked_addresses};
use crate::target::Target;
use crate::{InvalidRules, Rules};

/// An answer's body is for a log; whoever drips it is not waited for longer than this.
const BODY_TIME: Duration = Duration::from_secs(2);

/// Posts messages under [`Rules`]: the addresses of a name are checked and the connection goes to a checked one, no
/// redirect is followed, and no more of an answer is read than was asked for. Cheap to clone.
#[derive(Clone)]
pub struct Sender {
    rules: Rules,
    resolver: Arc<dyn Resolver>,
    tls: TlsConnector,
}

/// What to send where.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// Where to.
    pub url: &'a str,
    /// Headers besides those of every request.
    pub headers: &'a [(&'a str, &'a str)],
    /// The media type of `body`.
    pub content_type: &'a str,
    /// The bytes.
    pub body: &'a [u8],
    /// Bytes of the answer's body that are kept; no more are read.
    pub max_answer: usize,
}

/// What a receiver answered, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// The HTTP status.
    pub status: u16,
    /// The header `Retry-After`.
    pub retry_after: Option<String>,
    /// The beginning of the body.
    pub body: Vec<u8>,
    /// Whether that is all of the body.
    pub complete: bool,
}

impl Sender {
    /// A sender that asks the operating system for addresses.
    ///
    /// # Errors
    /// Rules that no sender can work with.
    pub fn new(rules: Rules) -> Result<Self, InvalidRules> {
        Self::with_resolver(rules, Arc::new(SystemResolver))
    }

    /// A sender that asks `resolver` for addresses; its answers are checked like any other.
    ///
    /// # Errors
    /// As [`Sender::new`].
    pub fn with_resolver(rules: Rules, resolver: Arc<dyn Resolver>) -> Result<Self, InvalidRules> {
        let tls = tls_connector(&rules.extra_roots)?;
        Ok(Self { rules, resolver, tls })
    }

    /// Whether a message may be posted to `url`, as far as its text tells; its addresses are looked up when a message
    /// is sent.
    ///
    /// # Errors
    /// A sentence for people.
    pub fn check_url(&self, url: &str) -> Result<(), String> {
        Target::parse(url, &self.rules).map(|_| ())
    }

    /// Posts the message. The head of the answer has to come within [`Rules::deadline`]; the beginning of its body is read
    /// for two seconds more at most.
    ///
    /// # Errors
    /// Why there is no answer, with a sentence for people. An answer of any status is no error.
    pub async fn post(&self, message: &Message<'_>) -> Result<Receipt, (FetchFailure, String)> {
        let target = Target::parse(message.url, &self.rules).map_err(|why| (FetchFailure::Blocked, why))?;
        let deadline = self.rules.deadline;
        // The connection lives until the body has been read.
        let (response, _connection) = tokio::time::timeout(deadline, self.exchange(&target, message))
            .await
            .map_err(|_| (FetchFailure::Timeout, format!("no answer within {deadline:?}")))??;
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let (status, retry_after) = (response.status().as_u16(), retry_after.map(str::to_owned));
        let (body, complete) = read_beginning(response.into_body(), message.max_answer).await;
        Ok(Receipt { status, retry_after, body, complete })
    }

    async fn exchange(
        &self,
        target: &Target,
        message: &Message<'_>,
    ) -> Result<(Response<Incoming>, Connection<Full<Bytes>>), (FetchFailure, String)> {
        let resolved = checked_addresses(target, self.resolver.as_ref()).await;
        let addresses = resolved.map_err(|error| match error {
            ResolveError::Blocked(why) => (FetchFailure::Blocked, why),
            ResolveError::Failed(why) => (FetchFailure::Network, why),
        })?;
        let stream = connect(target, &addresses, &self.tls).await?;
        let mut connection = Connection::open(stream).await?;
        let mut request = hyper::Request::post(target.path.as_str())
            .header(HOST, target.authority())
            .header(USER_AGENT, AGENT)
            .header(CONTENT_TYPE, message.content_type)
            .header(CONNECTION, "close");
        for (name, value) in message.headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(Full::new(Bytes::copy_from_slice(message.body)))
            .map_err(|error| (FetchFailure::Blocked, format!("this cannot be sent: {error}")))?;
        Ok((connection.send(request).await?, connection))
    }
}

/// Up to `max` bytes, and whether that was all. The status has been read by now and is what counts: a body that breaks
/// off, drips or never ends takes nothing away from it.
async fn read_beginning(mut body: Incoming, max: usize) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let reading = async {
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(network)?.into_data() else { continue };
            let room = max - bytes.len();
            bytes.extend_from_slice(data.get(..room).unwrap_or(&data));
            if data.len() > room {
                return Ok(false);
            }
        }
        Ok::<bool, (FetchFailure, String)>(true)
    };
    let complete = matches!(tokio::time::timeout(BODY_TIME, reading).await, Ok(Ok(true)));
    (bytes, complete)
}
