//! The public addresses, answered inside this process: what an export writes into files is what the server would send.

use std::borrow::Cow;
use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::http::{Method, StatusCode, Uri, header};
use poem::{Endpoint as _, EndpointExt as _, Request, Response};

use super::{Edge, assets, resources};
use crate::backend::Backend;
use crate::domain::{Error, Result};

/// The resources of a server that need not listen.
pub(crate) struct LocalSite {
    resources: BoxEndpoint<'static, Response>,
}

impl LocalSite {
    pub(crate) fn new(backend: Arc<Backend>) -> Self {
        let edge = Edge { behind_proxy: false, metrics_token: None };
        Self { resources: resources(backend, edge).map_to_response().boxed() }
    }

    /// What a GET without a key is answered with; `None` where nothing is or nobody may look.
    ///
    /// # Errors
    /// Any other answer than success or "not found".
    pub(crate) async fn get(&self, path: &str, accept: &str) -> Result<Option<Vec<u8>>> {
        let uri: Uri = path.parse().map_err(|error| Error::internal("reading an own address", error))?;
        let request = Request::builder().method(Method::GET).uri(uri).header(header::ACCEPT, accept).finish();
        let response = self.resources.get_response(request).await;
        match response.status() {
            // What is gone for good still says so.
            StatusCode::OK | StatusCode::GONE => {
                let body = response.into_body().into_bytes().await;
                Ok(Some(body.map_err(|error| Error::internal("reading an own answer", error))?.to_vec()))
            }
            StatusCode::NOT_FOUND | StatusCode::NOT_ACCEPTABLE => Ok(None),
            status => Err(Error::internal("exporting", format!("{path} answers {status}"))),
        }
    }

    /// The files of the web build, by their paths.
    pub(crate) fn built_files() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
        assets::files()
    }
}
