//! `/claim/TOKEN`: the page on which a recipient claims a credential. It works without JavaScript. Opening it changes
//! nothing, because programs that look for bad links in e-mails open every link (K91).

use std::sync::Arc;

use minijinja::context;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Body, Request, Response, handler};

use super::claim_words::{page_of_words, words_for};
use super::edge::ApiError;
use super::page_frame;
use super::pages::page;
use crate::backend::Backend;
use crate::domain::claim::{self, Found, State};
use crate::domain::credential::Visibility;
use crate::domain::{Error, Result, possession};

/// Bytes of the form at most: a proof and its name.
const MAX_FORM_BYTES: usize = 16 << 10;

/// As [`page`], but the form may be sent to this server.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Shows what the link is for.
#[handler]
pub(super) async fn show(request: &Request, backend: Data<&Arc<Backend>>, token: Path<String>) -> Response {
    answer(request, &backend, claim::look(&backend, &token).await.map(|found| (found, false)), None)
}

/// Claims the credential.
#[handler]
pub(super) async fn submit(
    request: &Request,
    body: Body,
    backend: Data<&Arc<Backend>>,
    token: Path<String>,
) -> Response {
    let proof = match read_proof(request, body).await {
        Ok(proof) => proof,
        Err(error) => return poem::IntoResponse::into_response(error),
    };
    match claim::claim(&backend, &token, proof.as_deref()).await {
        // The form again, with what is wrong with the proof.
        Err(Error::Invalid(problems)) => {
            let problem = problems.into_iter().next().map(|problem| problem.message);
            let found = claim::look(&backend, &token).await.map(|found| (found, false));
            answer(request, &backend, found, problem.as_deref())
        }
        claimed => answer(request, &backend, claimed, None),
    }
}

/// The field `proof`, if something was put into it.
async fn read_proof(request: &Request, body: Body) -> std::result::Result<Option<String>, ApiError> {
    let is_form =
        request.content_type().is_none_or(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if !is_form {
        return Err(ApiError::from_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let bytes = body
        .into_bytes_limit(MAX_FORM_BYTES)
        .await
        .map_err(|_| ApiError::from_status(StatusCode::PAYLOAD_TOO_LARGE))?;
    let fields = form_fields(&bytes);
    let proof = fields.into_iter().find(|(name, _)| name == "proof").map(|(_, value)| value);
    // A proof that was copied out of a terminal has line breaks in it.
    let proof = proof.map(|proof| proof.split_whitespace().collect::<String>());
    Ok(proof.filter(|proof| !proof.is_empty()))
}

/// `application/x-www-form-urlencoded` (URL Standard §5.1).
fn form_fields(bytes: &[u8]) -> Vec<(String, String)> {
    let decode = |part: &[u8]| {
        let mut decoded = Vec::with_capacity(part.len());
        let mut rest = part;
        while let [first, tail @ ..] = rest {
            rest = tail;
            match (first, tail) {
                (b'+', _) => decoded.push(b' '),
                (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0);
                    decoded.push(u8::try_from(digit(*high) * 16 + digit(*low)).unwrap_or(b'?'));
                    rest = after;
                }
                (byte, _) => decoded.push(*byte),
            }
        }
        String::from_utf8_lossy(&decoded).into_owned()
    };
    bytes
        .split(|byte| *byte == b'&')
        .filter(|field| !field.is_empty())
        .map(|field| {
            let mut parts = field.splitn(2, |byte| *byte == b'=');
            (decode(parts.next().unwrap_or_default()), decode(parts.next().unwrap_or_default()))
        })
        .collect()
}

fn answer(
    request: &Request,
    backend: &Backend,
    found: Result<(Found, bool)>,
    problem: Option<&str>,
) -> Response {
    let shown = match found {
        Ok((found, just_claimed)) => {
            let status = status_of(found.state, just_claimed, problem.is_some());
            render(request, backend, &found, just_claimed, problem).map(|html| (status, html))
        }
        Err(Error::NotFound(_)) => page_of_words(request, include_str!("pages/no_claim.html"))
            .map(|html| (StatusCode::NOT_FOUND, html)),
        Err(error) => Err(error),
    };
    let (status, html) = match shown {
        Ok(shown) => shown,
        Err(error) => return poem::IntoResponse::into_response(ApiError::from(error)),
    };
    let mut response = page(status, html);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    // The address is a secret: it goes into no cache, no index and no other server's log (K92).
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("X-Robots-Tag", HeaderValue::from_static("noindex"));
    response
}

fn status_of(state: State, just_claimed: bool, has_problem: bool) -> StatusCode {
    match state {
        State::Open if has_problem => StatusCode::UNPROCESSABLE_ENTITY,
        State::Open => StatusCode::OK,
        State::Claimed if just_claimed => StatusCode::OK,
        State::Claimed => StatusCode::CONFLICT,
        State::Expired | State::Replaced | State::Withdrawn => StatusCode::GONE,
    }
}

fn render(
    request: &Request,
    backend: &Backend,
    found: &Found,
    just_claimed: bool,
    problem: Option<&str>,
) -> Result<String> {
    let (language, mut words) = words_for(request)?;
    let credential = &found.credential;
    let document: serde_json::Value = serde_json::from_str(&credential.document).unwrap_or_default();
    let issuer_name = document["issuer"]["name"].as_str().unwrap_or_default();
    let expires = found.link.expires_at.for_people();
    for text in words.values_mut() {
        *text = text.replace("{expires}", &expires).replace("{issuer}", issuer_name);
    }
    let has_page = credential.visibility != Visibility::Private;
    let fields = context! {
        language,
        words,
        state => match found.state {
            State::Open => "open",
            State::Claimed if just_claimed => "just_claimed",
            State::Claimed => "claimed",
            State::Expired => "expired",
            State::Replaced => "replaced",
            State::Withdrawn => "withdrawn",
        },
        problem,
        name => document["credentialSubject"]["achievement"]["name"].as_str(),
        description => document["credentialSubject"]["achievement"]["description"].as_str(),
        issuer_name,
        test => issuer_name.starts_with("TEST – "),
        recipient => credential.recipient.name.as_deref(),
        did => credential.recipient.id.as_deref(),
        url => has_page.then(|| format!("/credentials/{}", credential.id)),
        challenge => found.link.challenge.as_str(),
        audience => found.audience.as_str(),
        media_type => possession::MEDIA_TYPE,
        now => backend.now().as_micros().div_euclid(1_000_000),
    };
    page_frame::render(include_str!("pages/claim.html"), fields)
}

#[cfg(test)]
mod tests {
    use super::form_fields;

    #[test]
    fn reads_a_form() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        for (text, fields) in [
            ("", vec![]),
            ("proof=a.b.c", vec![field("proof", "a.b.c")]),
            (
                "a=1&&proof=x%2By+z%0D%0A&b",
                vec![field("a", "1"), field("proof", "x+y z\r\n"), field("b", "")],
            ),
            ("proof=%zz%4", vec![field("proof", "%zz%4")]),
        ] {
            assert_eq!(form_fields(text.as_bytes()), fields, "{text}");
        }
    }
}
