//! What the page of a credential shows: everything comes from the signed document, its state from the records.

use minijinja::{Value as Shown, context};
use serde_json::{Value, json};

use super::page_frame::{CardImage, Frame, is_shown, plain};
use crate::backend::Backend;
use crate::domain::brand::Brand;
use crate::domain::credential::{Credential, Status, Visibility};
use crate::domain::document_link::{self, Format};
use crate::domain::public::Access;
use crate::domain::text::percent_encoded;
use crate::domain::{Error, Result, Timestamp};
use crate::pictures::Card;

/// What a sandbox issuer's name begins with.
const TEST_PREFIX: &str = "TEST – ";
const CARD_SIZE: (u32, u32) = (1200, 630);

/// The files that a page offers: format, media type, what it is good for.
const FILES: [(Format, &str, &str); 5] = [
    (Format::Pdf, "PDF", "Certificate to print"),
    (Format::Png, "PNG", "Picture to pass on"),
    (Format::Svg, "SVG", "Drawing in any size"),
    (Format::Json, "JSON", "For badge wallets"),
    (Format::Jwt, "JWT", "For programs"),
];

/// A credential as its page shows it.
pub(super) struct View {
    credential: Credential,
    signed: Value,
    status: Status,
    successor: Option<String>,
    brand: Brand,
}

impl View {
    /// # Errors
    /// A fault of ours.
    pub(super) fn new(
        credential: Credential,
        successor: Option<String>,
        brand: Brand,
        now: Timestamp,
    ) -> Result<Self> {
        let signed = serde_json::from_str(&credential.document)
            .map_err(|error| Error::internal("reading a credential", error))?;
        Ok(Self { status: credential.status(now), credential, signed, successor, brand })
    }

    fn text(&self, pointer: &str) -> Option<String> {
        self.signed.pointer(pointer).and_then(Value::as_str).map(plain)
    }

    fn name(&self) -> String {
        self.text("/credentialSubject/achievement/name").unwrap_or_default()
    }

    fn issuer_name(&self) -> String {
        self.text("/issuer/name").unwrap_or_default()
    }

    fn recipient(&self) -> Option<String> {
        self.credential.recipient.name.as_deref().map(plain)
    }

    fn is_private(&self) -> bool {
        self.credential.visibility == Visibility::Private
    }

    fn picture(&self) -> String {
        let image = self.signed.pointer("/credentialSubject/achievement/image/id").and_then(Value::as_str);
        image.filter(|image| is_shown(image)).map_or_else(
            || format!("/achievements/{}/image.png", self.credential.achievement_id),
            str::to_owned,
        )
    }

    /// What other sites show for a link to the page.
    pub(super) fn card(&self) -> Card {
        let mark = match self.status {
            Status::Valid => self.issuer_name().starts_with(TEST_PREFIX).then_some("TEST"),
            Status::Pending => Some("Not yet valid"),
            Status::Expired => Some("Expired"),
            Status::Revoked => Some("Revoked"),
            Status::Suspended => Some("Suspended"),
            Status::Renewed => Some("Replaced"),
        };
        Card {
            achievement: self.name(),
            recipient: self.recipient(),
            issuer: self.issuer_name(),
            date: Some(self.credential.valid_from.day_for_people()),
            mark,
            accent: self.brand.accent,
        }
    }

    /// Everything around the middle.
    pub(super) fn frame(&self) -> Frame {
        let credential = &self.credential;
        let (name, issuer) = (self.name(), self.issuer_name());
        let awarded = match self.recipient() {
            Some(recipient) => format!("Awarded to {recipient} by {issuer}."),
            None => format!("Awarded by {issuer}."),
        };
        let description = match self.status {
            Status::Valid => format!("{awarded} Anybody can verify it here."),
            status => format!("{}. {awarded}", words(status).0),
        };
        let logo = self.text("/issuer/image/id");
        Frame {
            title: format!("{name} – {issuer}"),
            description,
            url: (!self.is_private()).then(|| credential.url.clone()),
            card: Some(CardImage { url: format!("{}/card.png", credential.url), size: CARD_SIZE }),
            indexed: credential.visibility == Visibility::Public,
            alternate: (!self.is_private())
                .then(|| ("application/vc", format!("/credentials/{}.json", credential.id))),
            brand: Brand { accent: self.brand.accent, logo: self.brand.logo.clone().or(logo) },
            site: issuer,
            home: format!("/issuers/{}", credential.issuer_id),
            structured: (!self.is_private()).then(|| self.structured()),
            pictures: vec![self.picture()],
            private: self.is_private(),
        }
    }

    /// `EducationalOccupationalCredential` of schema.org. It says what was earned, not by whom.
    fn structured(&self) -> Value {
        let credential = &self.credential;
        let mut data = json!({
            "@context": "https://schema.org",
            "@type": "EducationalOccupationalCredential",
            "name": self.name(),
            "description": self.text("/credentialSubject/achievement/description"),
            "url": credential.url,
            "image": format!("{}/card.png", credential.url),
            "dateCreated": credential.valid_from.to_second().to_string(),
            "recognizedBy": { "@type": "Organization", "name": self.issuer_name() },
        });
        if let Some(kind) = self.text("/credentialSubject/achievement/achievementType") {
            data["credentialCategory"] = json!(kind);
        }
        if let Some(url) = self.text("/issuer/url") {
            data["recognizedBy"]["url"] = json!(url);
        }
        if let Some(until) = credential.valid_until {
            data["expires"] = json!(until.to_second().to_string());
        }
        data
    }

    /// The fields of `credential.html`.
    ///
    /// # Errors
    /// Storage, for the key that signs links.
    pub(super) async fn fields(&self, backend: &Backend, access: &Access) -> Result<Shown> {
        let credential = &self.credential;
        let json_path = self.path(backend, access, Format::Json).await?;
        let mut files = Vec::with_capacity(FILES.len());
        for (format, label, note) in FILES {
            let href = self.path(backend, access, format).await?;
            files.push(context! { href, label, note, name => format!("credential{}", format.ending()) });
        }
        let (status_text, status_note) = words(self.status);
        let is_shared = self.status == Status::Valid && !self.is_private();
        let (name, issuer_name) = (self.name(), self.issuer_name());
        Ok(context! {
            test => issuer_name.starts_with(TEST_PREFIX),
            status => self.status.as_str(),
            status_text,
            status_note,
            status_time => self.since().map(moment),
            successor => self.successor.as_deref(),
            linkedin => is_shared.then(|| self.linked_in()),
            mail => mail(&name, &credential.url),
            embed => is_shared.then(|| self.embed()),
            shares_path => is_shared.then(|| format!("/credentials/{}/shares", credential.id)),
            qr => if self.is_private() { None } else { proofmark_documents::qr_svg(&credential.url) },
            picture => self.picture(),
            recipient => self.recipient(),
            description => self.text("/credentialSubject/achievement/description"),
            criteria => self.text("/credentialSubject/achievement/criteria/narrative"),
            criteria_url => self.text("/credentialSubject/achievement/criteria/id").filter(|url| is_link(url)),
            narrative => self.text("/credentialSubject/narrative"),
            results => self.results(),
            evidence => self.evidence(),
            alignments => alignments(&self.signed["credentialSubject"]["achievement"]["alignment"]),
            valid_from => moment(credential.valid_from),
            valid_until => credential.valid_until.map(moment),
            issuer_path => format!("/issuers/{}", credential.issuer_id),
            achievement_path => format!("/achievements/{}", credential.achievement_id),
            code => credential.code.as_str(),
            url => credential.url.as_str(),
            name,
            issuer_name,
            json_path,
            files,
        })
    }

    /// Whoever came by a signed link gets signed links, good for as long.
    async fn path(&self, backend: &Backend, access: &Access, format: Format) -> Result<String> {
        let id = &self.credential.id;
        match access {
            Access::Link { expires } => document_link::sign(backend, id, format, *expires).await,
            Access::Anybody | Access::Of(_) => Ok(format!("/credentials/{id}{}", format.ending())),
        }
    }

    /// Since when, or from when on, the state holds that the page names.
    fn since(&self) -> Option<Timestamp> {
        let credential = &self.credential;
        match self.status {
            Status::Valid => None,
            Status::Pending => Some(credential.valid_from),
            Status::Expired => credential.valid_until,
            Status::Revoked | Status::Renewed => credential.revocation.as_ref().map(|mark| mark.at),
            Status::Suspended => credential.suspension.as_ref().map(|mark| mark.at),
        }
    }

    /// "Add to profile", with every field that LinkedIn's form has.
    fn linked_in(&self) -> String {
        let credential = &self.credential;
        let (year, month) = credential.valid_from.year_and_month();
        let mut fields = vec![
            ("name", self.name()),
            ("organizationName", self.issuer_name()),
            ("issueYear", year.to_string()),
            ("issueMonth", month.to_string()),
        ];
        if let Some((year, month)) = credential.valid_until.map(Timestamp::year_and_month) {
            fields.push(("expirationYear", year.to_string()));
            fields.push(("expirationMonth", month.to_string()));
        }
        fields.push(("certUrl", credential.url.clone()));
        fields.push(("certId", credential.code.clone()));
        let mut url = "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME".to_owned();
        for (name, value) in fields {
            url.push_str(&format!("&{name}={}", percent_encoded(&value)));
        }
        url
    }

    /// Lines for another page: the card as a picture that leads here. No script of ours runs there.
    fn embed(&self) -> String {
        let escape = |text: &str| {
            text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
        };
        let (url, words) = (&self.credential.url, format!("{} – {}", self.name(), self.issuer_name()));
        format!(
            "<a href=\"{url}\"><img src=\"{url}/card.png\" alt=\"{}\" width=\"600\" height=\"315\"></a>",
            escape(&words)
        )
    }

    /// Results with the names of what was measured, public metadata among them.
    fn results(&self) -> Vec<Shown> {
        let described = self.signed["credentialSubject"]["achievement"]["resultDescription"].as_array();
        let results = self.signed["credentialSubject"]["result"].as_array();
        let name_of = |id: &Value| {
            described.into_iter().flatten().find(|description| description["id"] == *id)?["name"].as_str()
        };
        let shown = |result: &Value| {
            let value = result["value"].as_str().or(result["status"].as_str())?;
            Some(context! { name => plain(name_of(&result["resultDescription"])?), value => plain(value) })
        };
        results.into_iter().flatten().filter_map(shown).collect()
    }

    fn evidence(&self) -> Vec<Shown> {
        let shown = |evidence: &Value| {
            let text = |name: &str| evidence[name].as_str().map(plain);
            context! {
                url => text("id").filter(|url| is_link(url)),
                name => text("name"),
                text => text("description").or(text("narrative")),
            }
        };
        self.signed["evidence"].as_array().into_iter().flatten().map(shown).collect()
    }
}

/// The alignments of an achievement.
pub(super) fn alignments(alignments: &Value) -> Vec<Shown> {
    let shown = |alignment: &Value| {
        let text = |name: &str| alignment[name].as_str().map(plain);
        let more = [text("targetFramework"), text("targetCode")].into_iter().flatten().collect::<Vec<_>>();
        Some(context! {
            url => text("targetUrl").filter(|url| is_link(url))?,
            name => text("targetName"),
            more => more.join(", "),
        })
    };
    alignments.as_array().into_iter().flatten().filter_map(shown).collect()
}

/// Whether a page may lead there.
pub(super) fn is_link(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A time for programs and for people.
pub(super) fn moment(time: Timestamp) -> Shown {
    context! { machine => time.to_second().to_string(), people => time.for_people() }
}

/// What the page says of a state: a word or two, and what that means.
fn words(status: Status) -> (&'static str, Option<&'static str>) {
    match status {
        Status::Valid => ("Valid", None),
        Status::Pending => ("Not valid yet", Some("It does not count yet.")),
        Status::Expired => ("Expired", Some("It was genuine, but its validity has ended.")),
        Status::Revoked => ("Revoked", Some("The issuer has taken it back. It no longer counts.")),
        Status::Suspended => (
            "Suspended for now",
            Some("The issuer has suspended it. It does not count until that is lifted."),
        ),
        Status::Renewed => ("Replaced", Some("A newer one took its place.")),
    }
}

fn mail(name: &str, url: &str) -> String {
    format!("mailto:?subject={}&body={}", percent_encoded(name), percent_encoded(url))
}
