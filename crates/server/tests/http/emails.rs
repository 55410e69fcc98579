//! E-mails, over a real connection to a mail server of the test.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use proofmark_server::create_organization;
use reqwest::Method;
use serde_json::{Value, json};

use crate::smtp_sink::{Envelope, Sink};
use crate::support::{TestServer, achievement_body, issue_body};

async fn start(sink: &Sink) -> TestServer {
    TestServer::start_with(|config| sink.configure(config)).await
}

async fn put(server: &TestServer, path: &str, body: &Value) -> Value {
    let key = server.organization.sandbox_api_key.clone();
    let reply = server.send_as(Method::PUT, path, &key, Some(body)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body
}

/// Issues to a recipient who is written to.
async fn issue(server: &TestServer, change: impl FnOnce(&mut Value)) -> Value {
    let mut body = issue_body(&server.achievement().await);
    body["sendEmail"] = json!(true);
    change(&mut body);
    let reply = server.post("/v1/credentials", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.body
}

/// Waits until the newest e-mail about a credential is in this state, and gives it.
async fn wait_for_state(server: &TestServer, credential: &Value, state: &str) -> Value {
    let path = format!("/v1/credentials/{}/emails", credential["id"].as_str().unwrap());
    let mut last = Value::Null;
    for _ in 0..600 {
        last = server.get(&path).await.body["items"][0].clone();
        if last["state"] == state {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never {state}: {last}");
}

#[tokio::test]
async fn an_issued_credential_is_told_of_in_text_and_html() {
    let sink = Sink::start().await;
    let server = start(&sink).await;
    put(
        &server,
        "/v1/email-settings",
        &json!({ "senderName": "Académie, \"Ouest\"", "replyTo": "office@school.example" }),
    )
    .await;
    let credential = issue(&server, |body| {
        body["recipient"]["name"] = json!("Grace <b>Hopper</b> 様");
        body["language"] = json!("fr");
    })
    .await;
    let received = sink.wait_for(1).await;
    let Envelope { from, to, .. } = &received[0];
    assert_eq!(
        (from.as_str(), to.as_slice()),
        ("badges@mail.example", &["grace@example.com".to_owned()][..])
    );
    let mail = received[0].mail();
    assert_eq!(mail.header("subject"), "TEST – Votre badge : Welding 101");
    assert!(
        mail.header("from").contains("Académie") && mail.header("from").ends_with("<badges@mail.example>")
    );
    assert!(mail.header("to").ends_with("<grace@example.com>"), "{}", mail.header("to"));
    assert!(mail.header("reply-to").contains("office@school.example"));
    assert_eq!(mail.header("auto-submitted"), "auto-generated");
    let url = credential["verificationUrl"].as_str().unwrap();
    assert!(mail.text.starts_with("*** TEST ***\n\nBonjour Grace <b>Hopper</b> 様,\n"), "{}", mail.text);
    assert!(mail.text.contains(url));
    assert!(mail.html.contains("Bonjour Grace &lt;b&gt;Hopper&lt;&#x2f;b&gt; 様,"), "{}", mail.html);
    for forbidden in ["<script", "<img", "src="] {
        assert!(!mail.html.contains(forbidden));
    }
    let sent = wait_for_state(&server, &credential, "sent").await;
    assert_eq!(sent["kind"], "issued");
    assert_eq!(mail.header("message-id"), format!("<{}@mail.example>", sent["id"].as_str().unwrap()));
    agrees_with_python(&received[0], mail.header("subject"), &mail.text);
}

/// Another reader of e-mails finds the same: Python's, where there is one.
fn agrees_with_python(envelope: &Envelope, subject: &str, text: &str) {
    let program = "import email, email.policy, json, sys\n\
        m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)\n\
        print(json.dumps([str(m['subject']), m.get_body(('plain',)).get_content(), len(m.defects)]))";
    let child =
        Command::new("python3").args(["-c", program]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        eprintln!("NOT RUN: there is no python3 to read the e-mail with");
        return;
    };
    child.stdin.take().unwrap().write_all(&envelope.bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read[0], subject);
    assert_eq!(read[1].as_str().unwrap().replace("\r\n", "\n").trim_end(), text.trim_end());
    assert_eq!(read[2], 0, "defects");
}

/// K83: nothing that a request carries becomes a header, a recipient or a command.
#[tokio::test]
async fn nothing_gets_into_headers_or_commands() {
    let sink = Sink::start().await;
    let server = start(&sink).await;
    let mut body = issue_body(&server.achievement().await);
    body["sendEmail"] = json!(true);
    for (member, value) in [
        ("name", "Grace\r\nBcc: all@example.com"),
        ("name", "Grace\nBcc: all@example.com"),
        ("name", "Grace\u{2028}Bcc: all@example.com"),
        ("email", "grace@example.com\r\nBcc: all@example.com"),
        ("email", "grace@example.com, all@example.com"),
        ("email", "grace@example.com>\r\nRCPT TO:<all@example.com"),
        ("email", "\"grace all\"@example.com"),
        ("email", &format!("{}@example.com", "g".repeat(65))),
    ] {
        let mut bad = body.clone();
        bad["recipient"][member] = json!(value);
        let reply = server.post("/v1/credentials", &bad).await;
        assert_eq!(
            (reply.status.as_u16(), reply.pointers()),
            (422, vec![&*format!("/recipient/{member}")]),
            "{value:?}"
        );
    }
    let key = server.organization.sandbox_api_key.clone();
    for name in ["School\r\nBcc: all@example.com", "School\u{202E}"] {
        let settings = json!({ "senderName": name });
        let reply = server.send_as(Method::PUT, "/v1/email-settings", &key, Some(&settings)).await;
        assert_eq!((reply.status.as_u16(), reply.pointers()), (422, vec!["/senderName"]), "{name:?}");
    }

    // What may have lines elsewhere is one line in the subject, and a dot on its own line ends nothing.
    let mut achievement = achievement_body();
    achievement["name"] = json!("Welding\r\nBcc: all@example.com\r\n\r\n.\r\nQUIT");
    let achievement = server.post("/v1/achievements", &achievement).await.body["id"].clone();
    let mut tricky = body.clone();
    tricky["achievementId"] = achievement;
    let reply = server.post("/v1/credentials", &tricky).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let received = sink.wait_for(1).await;
    let mail = received[0].mail();
    assert_eq!(mail.header("subject"), "TEST – Your badge: Welding Bcc: all@example.com . QUIT");
    assert!(!mail.header_names().contains(&"bcc"));
    assert_eq!(received[0].to, ["grace@example.com"]);
    assert!(mail.text.contains("\n.\nQUIT"), "{}", mail.text);
    assert_eq!(sink.received().len(), 1);
}

#[tokio::test]
async fn a_mail_server_that_fails_delays_nobody_and_gets_the_same_message_again() {
    let sink = Sink::start().await;
    let server = start(&sink).await;
    // It takes the connection and never says a word; issuing and verifying go on.
    sink.be_silent(true);
    let stuck = issue(&server, |_| {}).await;
    let other = issue(&server, |body| body["sendEmail"] = json!(false)).await;
    let verdict = server.get_public(&format!("/v1/verify/{}", other["id"].as_str().unwrap())).await;
    assert_eq!(verdict.body["status"], "never_expires");
    assert_eq!(server.sql_count("SELECT count(*) FROM emails WHERE state = 'queued'").await, 1);
    sink.refuse_with(451);
    sink.be_silent(false);
    sink.wait_for_refusal().await;
    sink.refuse_with(0);
    // It is tried again when its time has come, not before.
    for _ in 0..200 {
        if server.sql_count("SELECT count(*) FROM jobs WHERE kind = 'email' AND lease IS NULL").await == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(sink.received().is_empty());
    server.clock.advance_seconds(3600);
    let received = sink.wait_for(1).await;
    let sent = wait_for_state(&server, &stuck, "sent").await;
    assert_eq!(
        received[0].mail().header("message-id"),
        format!("<{}@mail.example>", sent["id"].as_str().unwrap())
    );
    assert_eq!(server.sql_count("SELECT count(*) FROM jobs WHERE kind = 'email'").await, 0);
}

#[tokio::test]
async fn what_is_never_taken_is_given_up_and_no_address_is_kept_with_the_reason() {
    let sink = Sink::start().await;
    let server = start(&sink).await;
    sink.refuse_with(550);
    let refused = issue(&server, |body| body["recipient"]["email"] = json!("never.logged@example.com")).await;
    let given_up = wait_for_state(&server, &refused, "given_up").await;
    assert_eq!(given_up["reason"], "the mail server answers 550");
    assert_eq!(server.sql_count("SELECT count(*) FROM events WHERE type = 'email.failed'").await, 1);
    // In two parts, because this statement is logged as well.
    let naming = "SELECT count(*) FROM events WHERE data LIKE '%never' || '.logged%'";
    assert_eq!(server.sql_count(naming).await, 0);
    assert_eq!(server.sql_count("SELECT count(*) FROM jobs WHERE kind = 'email'").await, 0);

    // For now, but for a day: the last attempt gives up too.
    sink.refuse_with(421);
    let tired = issue(&server, |_| {}).await;
    server.sql("UPDATE jobs SET attempts = 13 WHERE kind = 'email'").await;
    server.clock.advance_seconds(24 * 3600);
    let given_up = wait_for_state(&server, &tired, "given_up").await;
    assert_eq!(given_up["reason"], "the mail server answers 421");
    let log = crate::logs::text();
    let found = log.lines().find(|line| line.contains("never.logged"));
    assert!(found.is_none(), "{}", found.unwrap_or_default());
}

#[tokio::test]
async fn an_environment_decides_whether_anything_is_sent() {
    let sink = Sink::start().await;
    let server = start(&sink).await;
    assert_eq!(server.get("/v1/email-settings").await.body["enabled"], true);
    // By default nobody is written to.
    issue(&server, |body| {
        body.as_object_mut().unwrap().remove("sendEmail");
    })
    .await;
    assert_eq!(server.sql_count("SELECT count(*) FROM emails").await, 0);
    put(&server, "/v1/email-settings", &json!({ "sendByDefault": true, "language": "de" })).await;
    issue(&server, |body| {
        body.as_object_mut().unwrap().remove("sendEmail");
    })
    .await;
    assert_eq!(sink.wait_for(1).await[0].mail().header("subject"), "TEST – Ihr Badge: Welding 101");

    // Off: what is asked for is refused, and what waits is dropped when its turn comes.
    sink.refuse_with(451);
    let waits = issue(&server, |_| {}).await;
    sink.wait_for_refusal().await;
    put(&server, "/v1/email-settings", &json!({ "enabled": false })).await;
    sink.refuse_with(0);
    let mut body = issue_body(&server.achievement().await);
    body["sendEmail"] = json!(true);
    assert_eq!(server.post("/v1/credentials", &body).await.pointers(), ["/sendEmail"]);
    server.clock.advance_seconds(3600);
    let dropped = wait_for_state(&server, &waits, "dropped").await;
    assert_eq!(dropped["reason"], "switched_off");
    assert_eq!(sink.received().len(), 1);

    // Somebody without an address cannot be written to; and without a mail server nobody can.
    put(&server, "/v1/email-settings", &json!({})).await;
    body["recipient"] = json!({ "id": "did:example:1" });
    assert_eq!(server.post("/v1/credentials", &body).await.pointers(), ["/sendEmail"]);
    let without = TestServer::start().await;
    let mut body = issue_body(&without.achievement().await);
    body["sendEmail"] = json!(true);
    assert_eq!(without.post("/v1/credentials", &body).await.pointers(), ["/sendEmail"]);
}

#[tokio::test]
async fn a_revocation_and_a_resend_are_written_about() {
    let sink = Sink::start().await;
    let server = start(&sink).await;
    let credential = issue(&server, |_| {}).await;
    sink.wait_for(1).await;
    let path = format!("/v1/credentials/{}", credential["id"].as_str().unwrap());
    assert_eq!(server.post(&format!("{path}/resend"), &json!({})).await.status, 200);
    assert_eq!(sink.wait_for(2).await[1].mail().header("subject"), "TEST – Your badge: Welding 101");
    server.post(&format!("{path}/revoke"), &json!({ "reason": "Issued by mistake." })).await;
    let mail = sink.wait_for(3).await[2].mail();
    assert_eq!(mail.header("subject"), "TEST – Your badge was revoked: Welding 101");
    assert!(mail.text.contains("The reason given: Issued by mistake."), "{}", mail.text);
    assert_eq!(server.post(&format!("{path}/resend"), &json!({})).await.code(), "already_revoked");
    let list = server.get(&format!("{path}/emails")).await.body;
    let kinds: Vec<&str> =
        list["items"].as_array().unwrap().iter().filter_map(|item| item["kind"].as_str()).collect();
    assert_eq!(kinds, ["revoked", "issued", "issued"]);
}

#[tokio::test]
async fn an_environment_writes_its_own_words() {
    let sink = Sink::start().await;
    let server = start(&sink).await;
    let path = "/v1/email-templates/issued";
    let built_in = server.get(&format!("{path}?language=nl")).await.body;
    assert_eq!(built_in["custom"], false);
    assert!(built_in["subject"].as_str().unwrap().contains("Uw badge"), "{built_in}");

    let own = json!({
        "subject": "Well done, {{ recipient }}!",
        "text": "{{ achievement }}: {{ link }}{% if reason %}never{% endif %}",
        "html": "<p>{{ achievement }}</p>",
    });
    let preview = server.post(&format!("{path}/preview"), &json!({ "template": own })).await.body;
    assert_eq!(preview["subject"], "Well done, Grace Hopper!");
    assert_eq!(put(&server, path, &own).await["custom"], true);
    issue(&server, |body| body["recipient"]["name"] = json!("<i>Grace</i>")).await;
    let mail = sink.wait_for(1).await[0].mail();
    assert_eq!(mail.header("subject"), "Well done, <i>Grace</i>!");
    assert_eq!(mail.html.trim(), "<p>Welding 101</p>");

    let key = server.organization.sandbox_api_key.clone();
    for (member, value) in [
        ("subject", "two\nlines"),
        ("text", "{{ password }}"),
        ("html", "{% for a in [1] %}{% endfor %}"),
        ("text", "{% if link %}"),
    ] {
        let mut bad = own.clone();
        bad[member] = json!(value);
        let reply = server.send_as(Method::PUT, path, &key, Some(&bad)).await;
        assert_eq!((reply.status.as_u16(), reply.pointers()), (422, vec![&*format!("/{member}")]), "{value}");
        let reply = server.post(&format!("{path}/preview"), &json!({ "template": bad })).await;
        assert_eq!(reply.pointers(), [format!("/template/{member}")], "{value}");
    }
    // The words of one environment are not another's.
    let other = create_organization(&server.config, "Other College").await.unwrap();
    for key in [&server.organization.live_api_key, &other.sandbox_api_key] {
        assert_eq!(server.send_as(Method::GET, path, key, None).await.body["custom"], false);
        assert_eq!(server.send_as(Method::DELETE, path, key, None).await.status, 200);
    }
    assert_eq!(server.get(path).await.body["custom"], true);
    assert_eq!(server.delete(path).await.body["custom"], false);
    assert_eq!(server.get("/v1/email-templates/unknown").await.status, 422);
}
