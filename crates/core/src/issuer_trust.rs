//! Whether the caller trusts the issuer. A proof says who signed, never whether to believe them: anybody can make a key
//! and issue a badge.

use crate::claims::IssuerClaims;
use crate::report::{Check, CheckId};
use crate::{Code, Problem};

/// Looks for the issuer in the caller's list of identifiers and domains. Without a list the check was not run, and an
/// issuer that is not in it leaves the question open: it is unknown, not false.
pub(crate) fn check(issuer: &IssuerClaims, trusted: Option<&[String]>) -> Check {
    let Some(trusted) = trusted else {
        let message =
            "Nobody said which issuers to trust: whether to believe this one is the reader's to decide.";
        return Check::not_run(CheckId::IssuerTrust, message).at("/issuer");
    };
    let is_trusted = |entry: &String| {
        *entry == issuer.id
            || issuer.domain.as_deref().is_some_and(|domain| domain.eq_ignore_ascii_case(entry))
    };
    if trusted.iter().any(is_trusted) {
        return Check::passed(CheckId::IssuerTrust, "The issuer is one of those that you trust.")
            .at("/issuer");
    }
    let detail = format!("The issuer {} is not one of those that you trust.", issuer.id);
    Check::from_problem(CheckId::IssuerTrust, &Problem::new(Code::UnknownIssuer, detail).at("/issuer"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Outcome;

    fn outcome(trusted: Option<&[&str]>) -> Outcome {
        let issuer = IssuerClaims {
            id: "did:web:school.example".to_owned(),
            domain: Some("school.example".to_owned()),
            ..IssuerClaims::default()
        };
        let trusted: Option<Vec<String>> =
            trusted.map(|list| list.iter().map(|&entry| entry.to_owned()).collect());
        check(&issuer, trusted.as_deref()).outcome
    }

    #[test]
    fn b33_an_issuer_is_trusted_by_its_whole_name_or_not_at_all() {
        assert_eq!(outcome(None), Outcome::NotRun);
        for entry in ["did:web:school.example", "school.example", "School.Example"] {
            assert_eq!(outcome(Some(&["did:key:z6Mk", entry])), Outcome::Passed, "{entry}");
        }
        for entry in ["", "example", "ool.example", "did:web:school.example:other", "DID:WEB:school.example"]
        {
            assert_eq!(outcome(Some(&[entry])), Outcome::Inconclusive, "{entry}");
        }
        assert_eq!(outcome(Some(&[])), Outcome::Inconclusive);
    }
}
