//! E-mails that were or are to be sent, their templates, and what each environment wishes about them.

use super::{Connection, Row, sql};
use crate::domain::mail::{Kind, MailSettings, Template};
use crate::domain::{Error, Result, Tenant, Timestamp};

/// An e-mail about a credential.
#[derive(Clone, Debug)]
pub(crate) struct Email {
    /// Opaque identifier; also that of the job that sends it.
    pub(crate) id: String,
    /// Whose it is.
    pub(crate) environment_id: String,
    /// What it is about.
    pub(crate) credential_id: String,
    /// Which kind.
    pub(crate) kind: Kind,
    /// The link in it, for [`Kind::Claim`].
    pub(crate) claim_link_id: Option<String>,
    /// When it was queued.
    pub(crate) created_at: Timestamp,
}

/// What became of an e-mail.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// The e-mail.
    pub(crate) email: Email,
    /// `queued`, `sent`, `dropped` or `given_up`.
    pub(crate) state: String,
    /// Why it was dropped or given up, in a word.
    pub(crate) reason: Option<String>,
    /// When it was sent, dropped or given up.
    pub(crate) done_at: Option<Timestamp>,
}

/// What becomes of an e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The mail server took it.
    Sent,
    /// It was no longer wanted.
    Dropped,
    /// The mail server does not take it.
    GivenUp,
}

/// Adds an e-mail. `false`: there is one already where there may be only one.
pub(crate) async fn insert(connection: &mut Connection, email: &Email) -> Result<bool> {
    let done = sql::query(
        "INSERT INTO emails (id, environment_id, credential_id, kind, claim_link_id, state, created_at) \
         VALUES ($1, $2, $3, $4, $5, 'queued', $6) ON CONFLICT DO NOTHING",
    )
    .bind(&email.id)
    .bind(&email.environment_id)
    .bind(&email.credential_id)
    .bind(email.kind.as_str())
    .bind(&email.claim_link_id)
    .bind(email.created_at.as_micros())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// An e-mail that has still to be sent.
pub(crate) async fn find_queued(connection: &mut Connection, id: &str) -> Result<Option<Email>> {
    let row = sql::query("SELECT * FROM emails WHERE id = $1 AND state = 'queued'")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(email_from).transpose()
}

/// Notes what became of an e-mail.
pub(crate) async fn end(
    connection: &mut Connection,
    id: &str,
    end: End,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let state = match end {
        End::Sent => "sent",
        End::Dropped => "dropped",
        End::GivenUp => "given_up",
    };
    sql::query("UPDATE emails SET state = $2, reason = $3, done_at = $4 WHERE id = $1")
        .bind(id)
        .bind(state)
        .bind(reason)
        .bind(now.as_micros())
        .execute(connection)
        .await?;
    Ok(())
}

/// The e-mails about a credential, newest first; they are few.
pub(crate) async fn list(
    connection: &mut Connection,
    tenant: &Tenant,
    credential_id: &str,
) -> Result<Vec<Sent>> {
    let rows = sql::query(
        "SELECT * FROM emails WHERE environment_id = $1 AND credential_id = $2 \
         ORDER BY created_at DESC, id DESC LIMIT 100",
    )
    .bind(&tenant.environment_id)
    .bind(credential_id)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Sent {
                email: email_from(row)?,
                state: row.get("state")?,
                reason: row.get("reason")?,
                done_at: row.get::<Option<i64>>("done_at")?.map(Timestamp::from_micros),
            })
        })
        .collect()
}

/// How many e-mails about a credential were queued after `since`, but for those that the clock sent.
pub(crate) async fn queued_after(
    connection: &mut Connection,
    credential_id: &str,
    since: Timestamp,
) -> Result<i64> {
    let count = sql::scalar(
        "SELECT count(*) FROM emails WHERE credential_id = $1 AND created_at > $2 AND kind IN ('issued', 'claim')",
    )
    .bind(credential_id)
    .bind(since.as_micros());
    Ok(count.fetch_one(connection).await?)
}

/// The environment's own template.
pub(crate) async fn template(
    connection: &mut Connection,
    tenant: &Tenant,
    kind: Kind,
) -> Result<Option<Template>> {
    let row = sql::query(
        "SELECT subject, text_body, html_body FROM email_templates WHERE environment_id = $1 AND kind = $2",
    )
    .bind(&tenant.environment_id)
    .bind(kind.as_str())
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(Template {
            subject: row.get("subject")?,
            text: row.get("text_body")?,
            html: row.get("html_body")?,
        })
    })
    .transpose()
}

/// Sets the environment's own template.
pub(crate) async fn set_template(
    connection: &mut Connection,
    tenant: &Tenant,
    kind: Kind,
    template: &Template,
    now: Timestamp,
) -> Result<()> {
    sql::query(
        "INSERT INTO email_templates (environment_id, kind, subject, text_body, html_body, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (environment_id, kind) DO UPDATE SET subject = excluded.subject, \
           text_body = excluded.text_body, html_body = excluded.html_body, updated_at = excluded.updated_at",
    )
    .bind(&tenant.environment_id)
    .bind(kind.as_str())
    .bind(&template.subject)
    .bind(&template.text)
    .bind(&template.html)
    .bind(now.as_micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Goes back to the built-in template.
pub(crate) async fn remove_template(connection: &mut Connection, tenant: &Tenant, kind: Kind) -> Result<()> {
    sql::query("DELETE FROM email_templates WHERE environment_id = $1 AND kind = $2")
        .bind(&tenant.environment_id)
        .bind(kind.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// What an environment wishes.
pub(crate) async fn settings(connection: &mut Connection, environment_id: &str) -> Result<MailSettings> {
    let text: String = sql::scalar("SELECT mail_settings FROM environments WHERE id = $1")
        .bind(environment_id)
        .fetch_one(connection)
        .await?;
    serde_json::from_str(&text).map_err(|error| Error::internal("reading e-mail settings", error))
}

/// Replaces what an environment wishes.
pub(crate) async fn set_settings(
    connection: &mut Connection,
    environment_id: &str,
    settings: &MailSettings,
) -> Result<()> {
    let text =
        serde_json::to_string(settings).map_err(|error| Error::internal("writing e-mail settings", error))?;
    sql::query("UPDATE environments SET mail_settings = $2 WHERE id = $1")
        .bind(environment_id)
        .bind(text)
        .execute(connection)
        .await?;
    Ok(())
}

fn email_from(row: &Row) -> Result<Email> {
    let kind: String = row.get("kind")?;
    Ok(Email {
        id: row.get("id")?,
        environment_id: row.get("environment_id")?,
        credential_id: row.get("credential_id")?,
        kind: Kind::parse(&kind).ok_or_else(|| Error::internal("reading an e-mail", kind))?,
        claim_link_id: row.get("claim_link_id")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
    })
}
