//! `/achievements/ID`: linked data for programs, a page for people, and a picture where the issuer gave none.

use std::sync::Arc;

use minijinja::context;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::Data;
use poem::{Request, Response};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::credential_page::{Png, prefers_html};
use super::credential_view::{alignments, is_link};
use super::edge::{ApiError, Document, Media};
use super::openapi::Tag;
use super::page_frame::{CardImage, Frame, is_shown, plain};
use super::pages::not_found;
use super::public_documents::json_document;
use crate::backend::Backend;
use crate::domain::achievement::Achievement;
use crate::domain::brand::Brand;
use crate::domain::credential::digest;
use crate::domain::issuer::Issuer;
use crate::domain::{Error, Result};
use crate::pictures::Badge;
use crate::store;

const DRAWN_SIDE: u32 = 640;

/// Linked data or a page.
pub(super) struct PageOrLinkedData;

impl Media for PageOrLinkedData {
    const TYPES: &'static [&'static str] = &["application/ld+json", "text/html; charset=utf-8"];
}

/// The public face of an achievement.
pub(super) struct AchievementPage;

#[OpenApi(tag = "Tag::Documents")]
impl AchievementPage {
    /// An achievement, as Open Badges 3.0 describes it, or its page
    ///
    /// The `Accept` header decides; a browser gets the page.
    #[oai(path = "/achievements/:id", method = "get", operation_id = "getAchievementDocument")]
    async fn get(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The achievement's identifier.
        id: Path<String>,
    ) -> std::result::Result<Document<PageOrLinkedData>, ApiError> {
        let as_page = prefers_html(request);
        let found = match find(&backend, &id).await {
            Err(Error::NotFound(_)) if as_page => return Ok(Document::from_response(not_found()?)),
            found => found?,
        };
        if as_page {
            return Ok(Document::from_response(show(&found)?));
        }
        let document = json_document(request, "application/ld+json", &found.achievement.public_document());
        Ok(document.chosen_by_accept())
    }

    /// A picture for an achievement, drawn by the server
    ///
    /// For achievements whose issuer has given none.
    #[oai(path = "/achievements/:id/image.png", method = "get", operation_id = "getAchievementImage")]
    async fn image(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The achievement's identifier.
        id: Path<String>,
    ) -> std::result::Result<Document<Png>, ApiError> {
        let found = find(&backend, &id).await?;
        let badge = Badge {
            achievement: plain(&found.achievement.content.name),
            issuer: plain(&found.issuer.name),
            accent: found.brand.accent,
        };
        let picture = backend.pictures.badge(&badge).await?;
        let etag = format!("\"{}\"", digest(&picture));
        Ok(Document::new(request, "image/png", &etag, picture.to_vec()))
    }
}

/// An achievement with the issuer that awards it when a request names no other.
struct Found {
    achievement: Achievement,
    issuer: Issuer,
    brand: Brand,
}

async fn find(backend: &Backend, id: &str) -> Result<Found> {
    let mut connection = backend.store.read().await?;
    let achievement = store::achievements::find_public(&mut connection, id).await?;
    let achievement = achievement.ok_or(Error::NotFound("achievement"))?;
    let environment = store::achievements::environment_of(&mut connection, id).await?;
    let issuer = store::issuers::default_of_environment(&mut connection, &environment).await?;
    let brand = store::organizations::brand(&mut connection, &environment).await?;
    Ok(Found { achievement, issuer, brand })
}

fn show(Found { achievement, issuer, brand }: &Found) -> Result<Response> {
    let content = &achievement.content;
    let (name, description) = (plain(&content.name), plain(&content.description));
    let given = content.image.clone().filter(|image| is_shown(image));
    let drawn = format!("{}/image.png", achievement.url);
    let picture = given.clone().unwrap_or_else(|| format!("/achievements/{}/image.png", achievement.id));
    let frame = Frame {
        title: format!("{name} – {}", issuer.name),
        description: description.clone(),
        url: Some(achievement.url.clone()),
        card: given.is_none().then_some(CardImage { url: drawn, size: (DRAWN_SIDE, DRAWN_SIDE) }),
        indexed: true,
        alternate: Some(("application/ld+json", format!("/achievements/{}", achievement.id))),
        brand: Brand { accent: brand.accent, logo: brand.logo.clone().or(issuer.details.image.clone()) },
        site: plain(&issuer.name),
        home: format!("/issuers/{}", issuer.id),
        structured: None,
        pictures: vec![picture.clone()],
        private: false,
    };
    let document = achievement.public_document();
    let fields = context! {
        name,
        description,
        picture,
        kind => content.achievement_type.as_deref().map(|kind| plain(kind.trim_start_matches("ext:"))),
        criteria => content.criteria.narrative.as_deref().map(plain),
        criteria_url => content.criteria.id.clone().filter(|url| is_link(url)),
        alignments => alignments(&document["alignment"]),
        tags => content.tags.iter().map(|tag| plain(tag)).collect::<Vec<_>>(),
    };
    let mut response = frame.page(StatusCode::OK, include_str!("pages/achievement.html"), fields)?;
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}
