//! E-mails over TLS, to a mail server whose certificate a test authority signed. Nothing is ever said in the clear that was
//! to be protected.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64;
use proofmark_server::{SmtpConfig, SmtpTls};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde_json::json;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::smtp_sink::{Protection, Sink};
use crate::support::{TestServer, issue_body};

const PASSWORD: &str = "5ec2e7 of the mail server";

/// An authority of our own.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let der = parameters.self_signed(&key).unwrap().der().to_vec();
        let pem = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            BASE64
                .encode(&der)
                .as_bytes()
                .chunks(64)
                .map(|line| std::str::from_utf8(line).unwrap())
                .collect::<Vec<_>>()
                .join("\n")
        );
        Self { issuer: Issuer::new(parameters, key), pem }
    }

    /// What a mail server of this name shows.
    fn acceptor(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap().der().clone();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }

    fn file(&self, folder: &Path) -> PathBuf {
        let path = folder.join("ca.pem");
        std::fs::write(&path, &self.pem).unwrap();
        path
    }
}

/// A server that logs in to the sink and has an e-mail to send.
async fn send(sink: &Sink, tls: SmtpTls, authority: Option<&Authority>) -> TestServer {
    let server = TestServer::start_with(|config| {
        let folder = config.master_key_file.as_ref().unwrap().parent().unwrap();
        let mut smtp = SmtpConfig::new("localhost", "badges@mail.example");
        smtp.port = Some(sink.port());
        smtp.tls = tls;
        smtp.user = Some("proofmark".to_owned());
        smtp.password = Some(PASSWORD.to_owned().into());
        smtp.ca_file = authority.map(|authority| authority.file(folder));
        smtp.timeout_seconds = Some(10);
        config.smtp = Some(smtp);
    })
    .await;
    let mut body = issue_body(&server.achievement().await);
    body["sendEmail"] = json!(true);
    assert_eq!(server.post("/v1/credentials", &body).await.status, 201);
    server
}

/// Waits until the first attempt has failed, and gives the reason.
async fn failure(server: &TestServer) -> String {
    let failed = "SELECT id, last_error FROM jobs WHERE kind = 'email' AND last_error IS NOT NULL";
    for _ in 0..1200 {
        if let Some((_, error)) = server.rows(failed).await.into_iter().next() {
            return error;
        }
        assert_eq!(
            server.sql_count("SELECT count(*) FROM emails WHERE state <> 'queued'").await,
            0,
            "given up"
        );
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not fail");
}

#[tokio::test]
async fn an_email_goes_over_starttls_and_over_tls() {
    let authority = Authority::new();
    let acceptor = authority.acceptor("localhost");
    for (tls, protection, clear) in [
        (SmtpTls::Starttls, Protection::Starttls(acceptor.clone()), &["EHLO mail.example", "STARTTLS"][..]),
        (SmtpTls::Tls, Protection::Tls(acceptor.clone()), &[]),
    ] {
        let sink = Sink::start_with(protection).await;
        let _server = send(&sink, tls, Some(&authority)).await;
        assert_eq!(sink.wait_for(1).await[0].to, ["grace@example.com"]);
        let commands = sink.commands();
        let in_clear: Vec<_> =
            commands.iter().filter(|(_, over_tls)| !over_tls).map(|(line, _)| line.as_str()).collect();
        assert_eq!(in_clear, clear, "{tls:?}");
        // It logs in, and only behind the door.
        let login = format!("AUTH PLAIN {}", BASE64.encode(format!("\0proofmark\0{PASSWORD}").as_bytes()));
        assert!(commands.contains(&(login, true)), "{commands:?}");
    }
}

/// Somebody in between takes the offer out, or the mail server has forgotten how: nothing is sent, and it is tried again.
#[tokio::test]
async fn nothing_goes_in_the_clear_where_tls_is_demanded() {
    let authority = Authority::new();
    let sink = Sink::start().await;
    let server = send(&sink, SmtpTls::Starttls, Some(&authority)).await;
    assert!(failure(&server).await.contains("TLS"), "{}", failure(&server).await);
    let commands = sink.commands();
    for (line, _) in &commands {
        let word = line.split(' ').next().unwrap();
        assert!(["EHLO", "QUIT"].contains(&word), "{commands:?}");
    }
    assert!(sink.received().is_empty());
    assert_eq!(server.sql_count("SELECT count(*) FROM emails WHERE state = 'queued'").await, 1);
}

/// A certificate of another authority, or of another name, is somebody else.
#[tokio::test]
async fn a_mail_server_that_cannot_show_who_it_is_gets_nothing() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    for (acceptor, trusted) in [
        (theirs.acceptor("localhost"), Some(&ours)),
        (ours.acceptor("mail.example"), Some(&ours)),
        (ours.acceptor("localhost"), None),
    ] {
        for (tls, protection) in [
            (SmtpTls::Starttls, Protection::Starttls(acceptor.clone())),
            (SmtpTls::Tls, Protection::Tls(acceptor.clone())),
        ] {
            let sink = Sink::start_with(protection).await;
            let server = send(&sink, tls, trusted).await;
            failure(&server).await;
            let commands = sink.commands();
            let login =
                commands.iter().find(|(line, _)| line.starts_with("AUTH") || line.starts_with("MAIL"));
            assert!(login.is_none() && sink.received().is_empty(), "{tls:?}: {commands:?}");
        }
    }
}
