//! What all pages of credentials, issuers and achievements have around them: title, cards for other sites, the
//! organization's colour and logo, and a policy that lets in exactly what the page needs.

use data_encoding::BASE64;
use minijinja::{Environment, Value, context};
use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

use super::pages::{page_under, policy};
use crate::domain::brand::Brand;
use crate::domain::{Error, Result};

/// A page without its middle.
#[derive(Default)]
pub(super) struct Frame {
    /// Shown in the tab and by other sites.
    pub(super) title: String,
    /// One or two sentences, for other sites.
    pub(super) description: String,
    /// Where everybody finds it; `None` for what is not for everybody.
    pub(super) url: Option<String>,
    /// What other sites show for it.
    pub(super) card: Option<CardImage>,
    /// Whether search engines may list it.
    pub(super) indexed: bool,
    /// Media type and address of the same for programs.
    pub(super) alternate: Option<(&'static str, String)>,
    /// The organization's colour and logo.
    pub(super) brand: Brand,
    /// Whose page it is.
    pub(super) site: String,
    /// Where that leads.
    pub(super) home: String,
    /// The same as schema.org has it.
    pub(super) structured: Option<serde_json::Value>,
    /// Addresses of the pictures on it.
    pub(super) pictures: Vec<String>,
    /// Whether nobody in between may keep a copy.
    pub(super) private: bool,
}

/// A picture for other sites.
pub(super) struct CardImage {
    /// Its whole address.
    pub(super) url: String,
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
}

impl Frame {
    /// The page with `template` filled in in its middle.
    ///
    /// # Errors
    /// A fault of ours.
    pub(super) fn page(self, status: StatusCode, template: &'static str, fields: Value) -> Result<Response> {
        let main = render(template, fields)?;
        let style = self.brand.accent.map(|accent| accent.style());
        let logo = self.brand.logo.filter(|logo| is_shown(logo));
        let (url, size) = self.card.map_or((None, (0, 0)), |card| (Some(card.url), card.size));
        let (alternate_type, alternate) = self.alternate.unzip();
        let html = render(
            include_str!("pages/layout.html"),
            context! {
                title => self.title,
                description => self.description,
                url => self.url,
                image => url,
                image_width => size.0,
                image_height => size.1,
                // A wide picture over the text, a square one beside it.
                card => if size.0 > size.1 { "summary_large_image" } else { "summary" },
                noindex => !self.indexed,
                alternate_type,
                alternate,
                site => self.site,
                home => self.home,
                logo => logo.as_deref(),
                structured => self.structured.as_ref().map(for_script),
                style => style.as_deref(),
                main,
            },
        )?;
        let pictures: Vec<&str> = self.pictures.iter().chain(&logo).map(String::as_str).collect();
        let policy = policy(&style_sources(style.as_deref()), &picture_sources(&pictures));
        let mut response = page_under(&policy, status, html);
        let headers = response.headers_mut();
        if !self.indexed {
            headers.insert("X-Robots-Tag", HeaderValue::from_static("noindex"));
        }
        if self.private {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        }
        Ok(response)
    }
}

/// Whether our pages show a picture from this address: never one without encryption.
pub(super) fn is_shown(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("data:image/")
}

/// Text that others wrote, without characters that change the direction or the order of what stands around them.
pub(super) fn plain(text: &str) -> String {
    let is_hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

/// A template with its fields filled in, and escaped.
///
/// # Errors
/// A fault of ours.
pub(super) fn render(template: &'static str, fields: Value) -> Result<String> {
    let mut templates = Environment::new();
    templates
        // The ending makes it escape whatever it is given.
        .add_template("page.html", template)
        .and_then(|()| templates.get_template("page.html")?.render(fields))
        .map_err(|error| Error::internal("rendering a page", error))
}

/// JSON that cannot end the element it stands in.
fn for_script(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// The one style that is written into the page is named by its hash.
fn style_sources(style: Option<&str>) -> String {
    style.map_or_else(String::new, |style| format!(" 'sha256-{}'", BASE64.encode(&Sha256::digest(style))))
}

/// The hosts of the pictures.
fn picture_sources(pictures: &[&str]) -> String {
    let mut sources = String::new();
    for picture in pictures {
        let host = picture.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        let is_host = |host: &&str| {
            !host.is_empty()
                && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'))
        };
        if let Some(host) = host.filter(is_host) {
            sources.push_str(" https://");
            sources.push_str(host);
        }
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_pictures_get_into_the_policy() {
        let pictures = [
            "https://cdn.example.edu/a.png?x=1",
            "data:image/png;base64,AA==",
            "http://plain.example/a.png",
            "https://evil.example;script-src *",
            "/achievements/1/image.png",
        ];
        assert_eq!(picture_sources(&pictures), " https://cdn.example.edu");
    }

    #[test]
    fn data_for_programs_cannot_end_its_element() {
        let text = for_script(&serde_json::json!({ "name": "</script><!--&" }));
        assert!(!text.contains(['<', '>', '&']), "{text}");
        assert_eq!(plain("a\u{202e}b\u{2066}c\nd\u{7}"), "abc\nd");
    }
}
