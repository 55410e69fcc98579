//! Hands e-mails to a mail server over SMTP. lettre writes the messages and speaks the protocol; here is decided what
//! it may send and what a failure means.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::domain::Timestamp;
use crate::domain::mail::Composed;

/// Connections to the mail server at the same time.
const CONNECTIONS: u32 = 4;
/// What lettre says of a mail server that does not offer STARTTLS; it has no code for it.
const NO_STARTTLS: &str = "STARTTLS";
/// For one e-mail with everything: below the time that a job is held for.
const WHOLE_SECONDS: u64 = 120;

/// The section `smtp` of the configuration. Without it no e-mail is sent.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SmtpConfig {
    /// Name of the mail server.
    pub host: String,
    /// Its port; 587 for `starttls`, 465 for `tls` and 25 for `none`, if not said.
    pub port: Option<u16>,
    /// How the connection is protected; `starttls`, if not said.
    #[serde(default)]
    pub tls: SmtpTls,
    /// Who logs in; nobody, if not said.
    pub user: Option<String>,
    /// Comes from `PROOFMARK_SMTP_PASSWORD` alone.
    #[serde(skip)]
    pub password: Option<Zeroizing<String>>,
    /// The address that e-mails come from.
    pub from: String,
    /// A file with certificates (PEM) to trust besides the public authorities.
    pub ca_file: Option<PathBuf>,
    /// Seconds to wait for an answer of the mail server; 20, if not said.
    pub timeout_seconds: Option<u64>,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SmtpTls {
    /// It starts in the clear and has to change to TLS before anything is said.
    #[default]
    Starttls,
    /// It is TLS from the start.
    Tls,
    /// Not at all: only for a mail server on the same machine.
    None,
}

impl SmtpConfig {
    /// A mail server, protected by STARTTLS, without login.
    pub fn new(host: impl Into<String>, from: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            port: None,
            tls: SmtpTls::default(),
            user: None,
            password: None,
            from: from.into(),
            ca_file: None,
            timeout_seconds: None,
        }
    }
}

/// Sends e-mails.
pub(crate) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

/// Why an e-mail was not taken. The text never holds an address: mail servers like to repeat those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Trying again may help.
    ForNow(String),
    /// It will never be taken.
    ForGood(String),
}

impl Mailer {
    /// A sender for this mail server; nothing is connected yet.
    ///
    /// # Errors
    /// An address, a certificate or a combination that cannot work.
    pub(crate) fn new(config: &SmtpConfig) -> anyhow::Result<Self> {
        let from: Address = config.from.parse().context("smtp.from must be an e-mail address")?;
        let is_here = matches!(config.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if config.tls == SmtpTls::None && config.user.is_some() && !is_here {
            bail!("smtp.tls = \"none\" would send the password readable through the network");
        }
        let default_port = match config.tls {
            SmtpTls::Starttls => 587,
            SmtpTls::Tls => 465,
            SmtpTls::None => 25,
        };
        let tls = match config.tls {
            SmtpTls::Starttls => Tls::Required(tls_parameters(config)?),
            SmtpTls::Tls => Tls::Wrapper(tls_parameters(config)?),
            SmtpTls::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port.unwrap_or(default_port))
            .hello_name(ClientId::Domain(from.domain().to_owned()))
            .timeout(Some(Duration::from_secs(config.timeout_seconds.unwrap_or(20))))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS))
            .tls(tls);
        if let (Some(user), Some(password)) = (&config.user, &config.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.to_string()));
        }
        Ok(Self { transport: builder.build(), from })
    }

    /// Hands one e-mail over. `id` makes its `Message-ID`, so that one that is sent again after a crash can be told from
    /// a new one.
    ///
    /// # Errors
    /// Why it was not taken.
    pub(crate) async fn send(&self, id: &str, email: Composed, now: Timestamp) -> Result<(), Failure> {
        let message = self.message(id, email, now)?;
        let sending = tokio::time::timeout(Duration::from_secs(WHOLE_SECONDS), self.transport.send(message));
        match sending.await {
            Err(_) => Err(Failure::ForNow("it takes too long".to_owned())),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failure(&error)),
        }
    }

    fn message(&self, id: &str, email: Composed, now: Timestamp) -> Result<Message, Failure> {
        // Parsed again, because the server sends to what stands here and nowhere else: one address.
        let address = |text: &str| {
            text.parse::<Address>()
                .map_err(|_| Failure::ForGood("the address is not one that mail can go to".to_owned()))
        };
        let name =
            |line: crate::domain::mail::Line| Some(line.as_str().to_owned()).filter(|name| !name.is_empty());
        let to = Mailbox::new(email.to_name.and_then(name), address(&email.to)?);
        let since_epoch = Duration::from_secs(u64::try_from(now.as_micros() / 1_000_000).unwrap_or(0));
        let mut builder = Message::builder()
            .from(Mailbox::new(name(email.from_name), self.from.clone()))
            .to(to)
            .subject(email.content.subject.as_str())
            .date(SystemTime::UNIX_EPOCH + since_epoch)
            .message_id(Some(format!("<{id}@{}>", self.from.domain())))
            // No out-of-office replies (RFC 3834 §5).
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        if let Some(reply_to) = &email.reply_to {
            builder = builder.reply_to(Mailbox::new(None, address(reply_to)?));
        }
        builder
            .multipart(MultiPart::alternative_plain_html(email.content.text, email.content.html))
            .map_err(|_| Failure::ForGood("the message cannot be written".to_owned()))
    }
}

fn tls_parameters(config: &SmtpConfig) -> anyhow::Result<TlsParameters> {
    let mut builder = TlsParameters::builder(config.host.clone());
    if let Some(path) = &config.ca_file {
        let pem =
            std::fs::read(path).with_context(|| format!("cannot read smtp.ca_file {}", path.display()))?;
        let certificate = Certificate::from_pem(&pem)
            .with_context(|| format!("{} holds no certificate in PEM", path.display()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().context("TLS for the mail server")
}

/// What a failure means. An answer 5xx to an e-mail is final; to the login it is a wrong setting, which somebody will
/// correct (RFC 5321 §4.2.1, RFC 4954 §6).
fn failure(error: &lettre::transport::smtp::Error) -> Failure {
    let Some(code) = error.status() else {
        return if error.to_string().contains(NO_STARTTLS) {
            // A wrong setting, or somebody in between: the next attempt may find it mended.
            Failure::ForNow("the mail server does not offer TLS".to_owned())
        } else if error.is_client() {
            Failure::ForGood("the mail server lacks what this e-mail needs".to_owned())
        } else if error.is_timeout() {
            Failure::ForNow("the mail server does not answer in time".to_owned())
        } else if error.is_tls() {
            Failure::ForNow("TLS with the mail server fails".to_owned())
        } else {
            Failure::ForNow("the mail server cannot be reached".to_owned())
        };
    };
    let number = code.to_string();
    let about_login = matches!(number.as_str(), "530" | "534" | "535" | "538");
    let text = format!("the mail server answers {number}");
    if error.is_permanent() && !about_login { Failure::ForGood(text) } else { Failure::ForNow(text) }
}
