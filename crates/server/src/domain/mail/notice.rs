//! The e-mail to whoever looks after a webhook endpoint that stopped working. In the environment's language; it has no
//! template of its own, because it goes to colleagues and not to recipients.

use minijinja::HtmlEscape;

use super::compose::sender;
use super::template::Rendered;
use super::{Composed, Line, words};
use crate::backend::Backend;
use crate::domain::webhook::{DisabledReason, Endpoint};
use crate::domain::{Environment, Result};
use crate::store;

/// Composes the e-mail, unless nobody wants it any more or the endpoint works again.
///
/// # Errors
/// Storage.
pub(crate) async fn compose(
    backend: &Backend,
    environment_id: &str,
    endpoint_id: &str,
) -> Result<Option<Composed>> {
    let mut connection = backend.store.read().await?;
    let tenant = store::organizations::tenant(&mut connection, environment_id, &backend.base_url).await?;
    let Some(tenant) = tenant else { return Ok(None) };
    let Some(endpoint) = store::webhooks::find(&mut connection, &tenant, endpoint_id).await? else {
        return Ok(None);
    };
    let Some(to) = endpoint.notify_email.clone() else { return Ok(None) };
    let is_gone = endpoint.disabled.as_ref().is_some_and(|disabled| disabled.reason == DisabledReason::Gone);
    if !is_gone && endpoint.dead == 0 {
        return Ok(None);
    }
    let settings = store::emails::settings(&mut connection, environment_id).await?;
    if !settings.enabled {
        return Ok(None);
    }
    let from_name = sender(&mut connection, &tenant, &settings).await?;
    let words = words::notice(settings.language)?;
    let fill = |text: &str| {
        // The owner's own words last: they may hold the other ones.
        text.replace(
            "REDELIVER",
            &format!("{}/v1/webhook-endpoints/{}/redeliver", backend.base_url, endpoint.id),
        )
        .replace("DEAD", &endpoint.dead.to_string())
        .replace("ENDPOINT", &name(&endpoint))
    };
    let lines = [if is_gone { &words.gone } else { &words.dead }, &words.after].map(|line| fill(line));
    let test = if tenant.environment == Environment::Sandbox { "TEST – " } else { "" };
    let paragraphs: String = lines.iter().map(|line| format!("<p>{}</p>\n", HtmlEscape(line))).collect();
    let content = Rendered {
        subject: Line::of(&format!("{test}{}", fill(&words.subject))),
        text: lines.join("\n\n") + "\n",
        html: format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"></head>\n<body>\n{paragraphs}</body>\n</html>\n",
            settings.language.as_str()
        ),
    };
    Ok(Some(Composed { to, to_name: None, from_name, reply_to: None, content }))
}

/// What its owner calls it, and where it is.
fn name(endpoint: &Endpoint) -> String {
    match endpoint.description.as_str() {
        "" => endpoint.url.clone(),
        description => format!("{description} ({})", endpoint.url),
    }
}
