//! `/issuers/ID`: the Open Badges profile of an issuer for programs, a page for people.

use std::sync::Arc;

use minijinja::context;
use poem::Request;
use poem::http::StatusCode;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::achievement_page::PageOrLinkedData;
use super::credential_page::prefers_html;
use super::credential_view::is_link;
use super::edge::{ApiError, Document};
use super::openapi::Tag;
use super::page_frame::{Frame, is_shown, plain};
use super::pages::not_found;
use super::public_documents::json_document;
use crate::backend::Backend;
use crate::domain::Error;
use crate::domain::brand::Brand;
use crate::store;

/// The public face of an issuer.
pub(super) struct IssuerPage;

#[OpenApi(tag = "Tag::Documents")]
impl IssuerPage {
    /// An issuer, as Open Badges 3.0 describes it, or its page
    ///
    /// The `Accept` header decides; a browser gets the page. The keys are in its DID document.
    #[oai(path = "/issuers/:id", method = "get", operation_id = "getIssuerDocument")]
    async fn get(
        &self,
        request: &Request,
        backend: Data<&Arc<Backend>>,
        /// The issuer's identifier.
        id: Path<String>,
    ) -> Result<Document<PageOrLinkedData>, ApiError> {
        let as_page = prefers_html(request);
        let mut connection = backend.store.read().await?;
        let Some(issuer) = store::issuers::find(&mut connection, &id).await? else {
            return if as_page {
                Ok(Document::from_response(not_found()?))
            } else {
                Err(Error::NotFound("issuer").into())
            };
        };
        if !as_page {
            let document = json_document(request, "application/ld+json", &issuer.public_document());
            return Ok(document.chosen_by_accept());
        }
        let environment = store::issuers::environment_of(&mut connection, &id).await?;
        let brand = store::organizations::brand(&mut connection, &environment).await?;
        let achievements = store::achievements::awarded_in_public(&mut connection, &id).await?;
        drop(connection);
        let details = &issuer.details;
        let name = plain(&issuer.name);
        let picture = details.image.clone().filter(|image| is_shown(image));
        let description = details.description.as_deref().map(plain);
        let path = format!("/issuers/{}", issuer.id);
        let frame = Frame {
            title: name.clone(),
            description: description.clone().unwrap_or_else(|| format!("{name} issues Open Badges.")),
            // It has no address of its own that it would be found under for ever.
            url: None,
            card: None,
            indexed: !achievements.is_empty(),
            alternate: Some(("application/ld+json", path.clone())),
            brand: Brand { accent: brand.accent, logo: brand.logo },
            site: name.clone(),
            home: path,
            structured: None,
            pictures: picture.iter().cloned().collect(),
            private: false,
        };
        let fields = context! {
            test => name.starts_with("TEST – "),
            name,
            description,
            picture,
            website => issuer.url.clone().filter(|url| is_link(url)),
            email => details.email.as_deref(),
            phone => details.phone.as_deref().map(plain),
            did => issuer.did,
            achievements => achievements
                .iter()
                .map(|(id, name)| context! { path => format!("/achievements/{id}"), name => plain(name) })
                .collect::<Vec<_>>(),
        };
        Ok(Document::from_response(frame.page(StatusCode::OK, include_str!("pages/issuer.html"), fields)?))
    }
}
