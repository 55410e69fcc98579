//! The templates that come along: four designs, each in two colour schemes. Every colour is a field, so an
//! organization's own colours fit each of them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::problem::TemplateError;
use crate::template::{Field, Template, TemplateDefinition};

/// A template that comes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// Its name in addresses, such as `formal`.
    pub id: &'static str,
    svg: &'static str,
    about: &'static str,
}

/// All of them: a formal certificate, a modern one, one for courses, all A4 landscape, and a square badge.
pub fn built_in() -> [BuiltIn; 4] {
    macro_rules! template {
        ($id:literal) => {
            BuiltIn {
                id: $id,
                svg: include_str!(concat!("../templates/", $id, ".svg")),
                about: include_str!(concat!("../templates/", $id, ".json")),
            }
        };
    }
    [template!("formal"), template!("modern"), template!("course"), template!("badge")]
}

/// What stands in the file beside the SVG.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    name: String,
    fields: Vec<Field>,
    schemes: BTreeMap<String, BTreeMap<String, String>>,
}

impl BuiltIn {
    /// What people call it.
    ///
    /// # Errors
    /// None for the templates that come along; a test reads them all, and so for what follows.
    pub fn name(&self) -> Result<String, TemplateError> {
        Ok(self.about()?.name)
    }

    /// The names of its colour schemes.
    ///
    /// # Errors
    /// As [`BuiltIn::name`].
    pub fn schemes(&self) -> Result<Vec<String>, TemplateError> {
        Ok(self.about()?.schemes.into_keys().collect())
    }

    /// SVG and fields, with the colours of the scheme as defaults.
    ///
    /// # Errors
    /// [`TemplateError::Schema`] if there is no such scheme.
    pub fn definition(&self, scheme: &str) -> Result<TemplateDefinition, TemplateError> {
        let mut about = self.about()?;
        let unknown = || TemplateError::Schema(format!("there is no colour scheme {scheme:.64}"));
        let colours = about.schemes.remove(scheme).ok_or_else(unknown)?;
        for field in &mut about.fields {
            if let Some(colour) = colours.get(&field.key) {
                field.default = Some(colour.clone());
            }
        }
        Ok(TemplateDefinition { svg: self.svg.to_owned(), fields: about.fields })
    }

    /// The template in a colour scheme, ready to be filled in.
    ///
    /// # Errors
    /// As [`BuiltIn::definition`].
    pub fn template(&self, scheme: &str) -> Result<Template, TemplateError> {
        Template::new(&self.definition(scheme)?)
    }

    fn about(&self) -> Result<About, TemplateError> {
        serde_json::from_str(self.about).map_err(|error| TemplateError::Schema(error.to_string()))
    }
}
