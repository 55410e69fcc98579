//! Profile, Address and GeoCoordinates.

use crate::parts::Maker;
use crate::{Json, words};

impl Maker {
    pub(crate) fn profile(&mut self) -> Json {
        let mut profile = Json::object([("id", self.id()), ("type", self.kind("Profile"))]);
        for name in ["name", "description", "phone", "official"] {
            if self.chance(40) {
                profile.set(name, self.text());
            }
        }
        for name in [
            "familyName",
            "givenName",
            "additionalName",
            "patronymicName",
            "honorificPrefix",
            "honorificSuffix",
            "familyNamePrefix",
        ] {
            if self.chance(8) {
                profile.set(name, self.text());
            }
        }
        if self.chance(40) {
            profile.set("url", words::iri(&mut self.random));
        }
        if self.chance(40) {
            profile.set("email", "registrar@issuer.example.edu");
        }
        if self.chance(40) {
            profile.set("image", self.image());
        }
        if self.chance(10) {
            profile.set("dateOfBirth", self.date());
        }
        if self.chance(25) {
            profile.set("address", self.address());
        }
        if self.chance(25) {
            profile.set("otherIdentifier", self.several(3, Self::identifier_entry));
        }
        if self.depth < 3 && self.chance(10) {
            self.depth += 1;
            profile.set("parentOrg", self.profile());
            self.depth -= 1;
        }
        if self.depth < 2 && self.chance(8) {
            profile.set("endorsement", self.several(2, Self::endorsement));
        }
        profile
    }

    fn address(&mut self) -> Json {
        let mut address = Json::object([("type", self.kind("Address"))]);
        for name in [
            "addressCountry",
            "addressRegion",
            "addressLocality",
            "streetAddress",
            "postOfficeBoxNumber",
            "postalCode",
        ] {
            if self.chance(50) {
                address.set(name, self.text());
            }
        }
        if self.chance(30) {
            address.set("addressCountryCode", "NL");
        }
        if self.chance(40) {
            let mut geo = Json::object([("type", "GeoCoordinates".into())]);
            geo.set("latitude", self.number());
            geo.set("longitude", self.number());
            address.set("geo", geo);
        }
        address
    }
}
