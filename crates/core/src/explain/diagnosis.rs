//! One cause and its repair. Texts stand in one table, so that a new cause cannot forget one.

use super::{guide, times};
use crate::json_writer::JsonWriter;
use crate::{Check, CheckId, Code, Outcome, Report, Verification};

/// One cause, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// Stable text: one of [`DiagnosisCode`], or the code of the check that speaks for itself.
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What is wrong, for a person.
    pub message: String,
    /// What to do, for a person.
    pub repair: String,
    /// JSON pointer of the place; empty for the whole credential.
    pub pointer: String,
    /// How sure this is.
    pub confidence: Confidence,
    /// What would have to be changed back; only for causes that a repair has proven.
    pub changes: Vec<Change>,
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The repair was tried in memory and the signature held.
    Proven,
    /// It follows from what a check saw.
    Certain,
    /// It fits what was seen.
    Likely,
    /// One of several that fit.
    Possible,
}

impl Confidence {
    /// The text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// A difference between the credential as it is and the credential whose proof holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// JSON pointer of the place.
    pub pointer: String,
    /// What stands there, as JSON, cut when it is long; `None` for nothing.
    pub before: Option<String>,
    /// What would have to stand there; `None` for nothing.
    pub after: Option<String>,
}

macro_rules! diagnoses {
    ($( $variant:ident = $text:literal, $title:literal, $message:literal, $repair:literal; )*) => {
        /// The closed list of causes that go beyond what one check says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the title in the table is the documentation")]
        #[non_exhaustive]
        pub enum DiagnosisCode { $( #[doc = $title] $variant, )* }

        impl DiagnosisCode {
            /// Every cause.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The stable text.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $text, )* }
            }

            /// A few words.
            pub fn title(self) -> &'static str {
                match self { $( Self::$variant => $title, )* }
            }

            fn message(self) -> &'static str {
                match self { $( Self::$variant => $message, )* }
            }

            /// What to do.
            pub fn repair(self) -> &'static str {
                match self { $( Self::$variant => $repair, )* }
            }
        }
    };
}

diagnoses! {
    // The file
    ByteOrderMark = "byte_order_mark", "A byte order mark stands in front of the credential",
        "Some editor saved the file with an invisible mark (U+FEFF) at its start, which JSON does not allow.",
        "Save the file as UTF-8 without byte order mark.";
    OtherEncoding = "other_encoding", "The file was saved in another character encoding",
        "The file is not UTF-8. Read as it was probably saved, it is the credential that was signed.",
        "Save the file as UTF-8, or take the file again from where it was issued.";
    SurroundingText = "surrounding_text", "Something stands around the credential",
        "The file holds the credential and other text before or after it.",
        "Keep only the credential itself: from its first { to the matching }.";
    Wrapped = "wrapped", "The credential is wrapped in another document",
        "The file is an envelope, such as the answer of an interface; the signed credential is one of its members.",
        "Take the credential out of the envelope and verify that.";
    CredentialAsText = "credential_as_text", "The credential was encoded twice",
        "The file is a JSON text whose content is the credential, written as a string.",
        "Decode the string once; what comes out is the credential.";
    Base64File = "base64_file", "The file is the credential in Base64",
        "The bytes are Base64, an encoding for transport; inside is the credential that was signed.",
        "Decode the Base64 once; what comes out is the credential.";
    TrailingComma = "trailing_comma", "A comma too many makes the JSON unreadable",
        "A comma stands before a closing bracket, as an editor by hand leaves it.",
        "Take the comma away, or take the file again from where it was issued.";
    DamagedPicture = "damaged_picture", "The picture is damaged, but the credential in it is whole",
        "The picture breaks the rules of its format, so the credential is not read out of it; the bytes of the credential are still there.",
        "Bake the credential into the picture again, or keep it as a JSON file.";
    PictureSavedAgain = "picture_saved_again", "The picture has lost its credential",
        "The picture carries no credential. Saving, scaling, or sending a picture through a chat or a social network takes it out.",
        "Take the original file from where the credential was issued; do not edit or re-save it.";
    WebPage = "web_page", "This is a web page, not a credential",
        "The file is HTML. A link to a credential often leads to a page about it, or to a page that asks to log in.",
        "Download the credential itself (JSON, PNG, SVG or PDF); pages usually have a link for it.";
    Truncated = "truncated", "The file is cut off",
        "The JSON ends before it is finished: a part of the file is missing.",
        "Download or copy the credential again, completely.";
    JwtWhiteSpace = "jwt_white_space", "White space or other text got into the JWT",
        "A JWT is one piece of text; line breaks, quotes or words around it are not part of it.",
        "Remove everything that is not part of the JWT: it is three parts with dots between them, on one line.";
    JwtAlphabet = "jwt_alphabet", "The JWT is in ordinary Base64 instead of base64url",
        "The parts of a JWT use base64url without padding: - and _ instead of + and /, and no = at the end.",
        "The software that writes the JWT has to use base64url without padding.";
    JwtSegment = "jwt_segment", "A part of the JWT is missing",
        "A signed JWT has three parts with two dots between them: header, payload and signature.",
        "Copy the JWT again, completely; the part after the last dot is the signature.";

    // Contexts
    ContextAdded = "context_added", "A context was added after signing",
        "The list @context has an entry that was not there when the credential was signed.",
        "Remove the context. If it is needed, the issuer has to sign the credential with it.";
    ContextOrder = "context_order", "The contexts are in another order than when they were signed",
        "The order of @context decides what the words of the credential mean.",
        "Put the contexts back in the order in which the issuer wrote them.";
    ContextVersion = "context_version", "The credential was signed under another version of a context",
        "One context was replaced by another version of it after signing.",
        "Put the version back that was signed, or have the issuer sign again under the new one.";
    ContextMissing = "context_missing", "A context that was signed is missing",
        "Words of the credential are defined in a context that @context does not list.",
        "Add the context to @context.";
    ContextAddress = "context_address", "A context is given by another address than its own",
        "Contexts are told apart by their exact address, letter by letter.",
        "Write the address exactly as the specification has it.";

    // Members
    MisspeltMember = "misspelt_member", "A member has another name than when it was signed",
        "A member's name is not the one that was signed; names are compared letter by letter, capitals included.",
        "Give the member its name back.";
    MemberAdded = "member_added", "A member was added after signing",
        "Without this part the signature holds, so it was not there when the credential was signed.",
        "Remove it. Whoever needs it in the credential has to ask the issuer to sign again.";
    MemberMissing = "member_missing", "A member is missing that was signed",
        "A member that such an object always has is not there; with it the signature holds.",
        "Put the member back.";
    ListExpected = "list_expected", "A single value stands where a list is demanded",
        "The schema of Open Badges 3.0 demands a list here, also for one value.",
        "Put the value in a list: [ … ]. The signature stays good, as it is over the meaning, not over the brackets.";
    ListNotExpected = "list_not_expected", "A list stands where a single value is demanded",
        "The schema of Open Badges 3.0 demands a single value here.",
        "Write the value without the list around it. The signature stays good, as it is over the meaning, not over the brackets.";
    ListOrder = "list_order", "A list is in another order than when it was signed",
        "This proof covers the order of lists, and one was sorted or turned round after signing.",
        "Put the elements back in their order; software in between must not sort them.";
    RelativeIdentifier = "relative_identifier", "An identifier lost its beginning",
        "An identifier is relative here, but was signed with its beginning.",
        "Write the whole identifier, with https://, urn:uuid: or another scheme in front.";
    ObjectAsText = "object_as_text", "An object was turned into text",
        "A value is JSON inside of a string, where the object itself was signed.",
        "Store and send the object as it is, not as a string.";
    NumberAsText = "number_as_text", "A number was turned into text, or text into a number",
        "The value looks the same, but its type is another one than when it was signed.",
        "Keep the type: 5 and \"5\" are different. Databases and spreadsheets like to change it.";

    // Texts
    UnicodeForm = "unicode_form", "Letters with accents are written in another Unicode form",
        "The text looks the same, but its letters are composed otherwise (NFC and NFD), as when a file passes through other systems.",
        "Keep texts byte for byte; do not normalize them after signing.";
    HtmlEntities = "html_entities", "Text was escaped for HTML after signing",
        "Characters such as & or é became &amp; or &eacute;, or the other way round.",
        "Store the credential as it was signed, and escape only where it is shown.";
    Typographic = "typographic", "Quotes or dashes were made prettier after signing",
        "A word processor or a content system replaced plain quotes, dashes or spaces by typographic ones.",
        "Keep texts byte for byte; switch such replacements off for the credential.";
    LineEndings = "line_endings", "Line breaks were changed after signing",
        "Line breaks inside a text changed between Windows (CR LF) and Unix (LF).",
        "Keep texts byte for byte; transfer the file as binary.";
    DoubleEncoding = "double_encoding", "Letters were encoded twice (Ã© instead of é)",
        "Somewhere UTF-8 was taken for Latin-1 or Windows-1252 and encoded again.",
        "Read and write UTF-8 everywhere, including the connection to the database.";
    EscapedText = "escaped_text", "Escapes were escaped again",
        "The text holds \\u00e9 or \\n as letters, where the character itself was signed.",
        "Write JSON with a JSON library, once; do not escape a text that is escaped already.";
    WhiteSpace = "white_space", "White space was added or trimmed after signing",
        "Spaces or line breaks in a text are others than when it was signed.",
        "Keep texts byte for byte; do not trim or indent values after signing.";
    InvisibleCharacters = "invisible_characters", "Invisible characters got into a text",
        "A text holds characters that nobody sees, such as a zero-width space or a soft hyphen.",
        "Remove them; they come with copying from web pages and word processors.";
    DateForm = "date_form", "A date is written otherwise than when it was signed",
        "It is the same moment in another spelling (Z and +00:00, with and without fractions of a second).",
        "Keep dates as text; do not read and write them again after signing.";
    UrlForm = "url_form", "An address is written otherwise than when it was signed",
        "An address changed in a small way: http and https, a slash at its end, or percent signs.",
        "Keep addresses byte for byte; do not tidy them after signing.";
    LetterCase = "letter_case", "Capital and small letters were changed after signing",
        "A text differs from what was signed only in capital and small letters.",
        "Keep texts byte for byte.";

    // Proof
    ProofValueEncoding = "proof_value_encoding", "The proof value is in another encoding than its suite demands",
        "The signature itself is right, but proofValue is not written the way the cryptosuite asks for.",
        "Write proofValue in the encoding of the cryptosuite: for Ed25519 base58btc with a z in front.";
    SuiteName = "suite_name", "The proof names another cryptosuite than it was made with",
        "With the other name the signature holds.",
        "Name the cryptosuite that signed; the name is part of what is signed.";
    ProofPurpose = "proof_purpose", "The purpose of the proof was changed or left out",
        "A credential is signed for assertionMethod; with that the signature holds.",
        "Write \"proofPurpose\": \"assertionMethod\" before signing, and do not change it afterwards.";
    ProofContext = "proof_context", "The proof brings a context of its own",
        "The proof has a member @context. Its suite takes the context from the credential, and without the member the signature holds.",
        "Remove @context from the proof.";
    OtherTransformation = "other_transformation", "The signature is over another form of the credential than the suite demands",
        "The signature is the issuer's and fits this credential, but not the way the named cryptosuite prescribes.",
        "The issuer's software has to follow the cryptosuite it names, and sign again. Software that verifies is right to refuse this.";
    WrongKeyNamed = "wrong_key_named", "The proof names another key than the one that signed",
        "The signature is good, but for another key than the proof names.",
        "The issuer has to name the key that signs in verificationMethod (or kid), and sign again.";
    KeyIdForm = "key_id_form", "The verification method is not the full address of the key",
        "The signature is good for the key that is meant, but the key is not named by its full address.",
        "Name the key with its fragment, such as did:key:z6Mk…#z6Mk…, and sign again.";
    KeyIdChanged = "key_id_changed", "The verification method was changed after signing",
        "With the key's right address the signature holds.",
        "Put the address of the key back.";
    KeyUnderOtherName = "key_under_other_name", "The issuer signed with its own key under another name",
        "The signature is good and its key is listed in the issuer's document, but the proof names the key as somebody else's.",
        "The issuer has to name the key as its own document does, and sign again.";
    IssuerChanged = "issuer_changed", "The issuer in the credential was changed after signing",
        "With the owner of the key as issuer, the signature holds.",
        "Somebody put another issuer's name on a credential. Do not accept it; ask the issuer it names now.";
    NotTheIssuersKey = "not_the_issuers_key", "The credential is signed by somebody other than its issuer",
        "The signature is good, but the key is not the issuer's.",
        "Only the issuer can sign as itself: sign with a key of the issuer's, or name the owner of the key as issuer.";
    OtherProof = "other_proof", "One of several proofs does not hold",
        "Without this proof the others hold; but every proof of a credential counts.",
        "Ask who added the proof to make it again, or take the credential as it was before.";
    KeyForOtherPurpose = "key_for_other_purpose", "The issuer's document lists the key, but not for signing credentials",
        "The signature is good for a key in the issuer's document. The document does not name it under assertionMethod.",
        "The issuer has to add the id of the key to assertionMethod in its document. The credential can stay as it is.";

    // Time
    ClockSkew = "clock_skew", "It becomes valid in a few minutes: two clocks differ",
        "The credential is a little younger than now. Either its issuer's clock is ahead or the clock of this device is behind.",
        "Wait and verify again, and set both clocks by the network.";
    TimeZone = "time_zone", "The start of validity looks like a local time without its zone",
        "It becomes valid within the next hours: probably somebody wrote a local time as if it were UTC.",
        "The issuer has to write dates with the right zone, and sign again; or wait until then.";

    // Everything else
    Changed = "changed", "Something was changed after signing, or another key signed",
        "The signature does not fit, and no repair that was tried makes it fit: a real change of content, or a signature made otherwise.",
        "Take the credential again from where it was issued. If that copy fails too, its issuer has to look at how it signs: compare the canonical forms and hashes, or a good copy.";
    LostCharacters = "lost_characters", "Characters were lost in a text",
        "A text holds the replacement character � or ? inside a word. What stood there cannot be found out, so the signature cannot hold.",
        "Take the credential again from where it was issued, and read and write UTF-8 everywhere.";
}

impl Diagnosis {
    pub(super) fn new(code: DiagnosisCode, confidence: Confidence) -> Self {
        Self {
            code: code.as_str(),
            title: code.title(),
            message: code.message().to_owned(),
            repair: code.repair().to_owned(),
            pointer: String::new(),
            confidence,
            changes: Vec::new(),
        }
    }

    pub(super) fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }

    /// Says more in the message.
    pub(super) fn adding(mut self, sentence: &str) -> Self {
        self.message.push(' ');
        self.message.push_str(sentence);
        self
    }

    /// What the guide says of a check's code.
    fn of_code(check: &Check, code: Code) -> Self {
        let entry = guide::of(code);
        let confidence = match check.outcome {
            Outcome::Failed => Confidence::Certain,
            _ => Confidence::Likely,
        };
        Self {
            code: code.as_str(),
            title: entry.title,
            message: check.message.clone(),
            repair: format!("{} {}", entry.verifier, entry.issuer),
            pointer: check.pointer.clone(),
            confidence,
            changes: Vec::new(),
        }
    }

    pub(super) fn write(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("code").string(self.code);
            json.member("title").string(self.title);
            json.member("confidence").string(self.confidence.as_str());
            json.member("message").string(&self.message);
            json.member("repair").string(&self.repair);
            json.member("pointer").string(&self.pointer);
            json.member("changes").array(&self.changes, |json, change| {
                json.object(|json| {
                    json.member("pointer").string(&change.pointer);
                    json.member("before").optional_string(change.before.as_deref());
                    json.member("after").optional_string(change.after.as_deref());
                });
            });
        });
    }
}

/// Adds a diagnosis for each check that did not pass, unless its code has one already; the reason of the report first.
pub(super) fn of_checks(report: &Report, verification: &Verification, found: &mut Vec<Diagnosis>) {
    let proven = found.iter().any(|diagnosis| diagnosis.confidence == Confidence::Proven);
    let mut checks: Vec<&Check> = report
        .checks
        .iter()
        .filter(|check| matches!(check.outcome, Outcome::Failed | Outcome::Inconclusive))
        .filter(|check| check.id != CheckId::Endorsement)
        .collect();
    checks.sort_by_key(|check| (crate::report::reason(check), weight(check)));
    for check in checks {
        let Some(code) = check.code else { continue };
        if proven && super::bench::UP_TO_THE_PROOF.contains(&check.id) && report.credential.is_none() {
            // The proven repair explains what the unrepaired credential was told.
            continue;
        }
        let diagnosis =
            beyond_the_code(check, code, verification).unwrap_or_else(|| Diagnosis::of_code(check, code));
        if !found.iter().any(|other| other.code == diagnosis.code) {
            found.push(diagnosis);
        }
    }
}

/// Of checks with the same reason, what is the cause of others comes first.
fn weight(check: &Check) -> u8 {
    match check.code {
        Some(Code::UndefinedTerm | Code::UndefinedType | Code::UnknownContext) => 0,
        Some(Code::MalformedValue) if check.pointer.starts_with("/@context") => 0,
        Some(Code::MissingMember) => 2,
        _ => 1,
    }
}

/// Causes that are told better than by the code alone.
fn beyond_the_code(check: &Check, code: Code, verification: &Verification) -> Option<Diagnosis> {
    match code {
        Code::NotYetValid => times::of_start(check, verification),
        Code::NoCredential => Some(Diagnosis::new(DiagnosisCode::PictureSavedAgain, Confidence::Certain)),
        Code::InvalidSignature => Some(super::texts::of_bad_signature(check, verification)),
        Code::UndefinedTerm | Code::UndefinedType => {
            Some(super::names::of_undefined(check, code, verification))
        }
        _ => super::bytes::of_unreadable(check, code, verification.bytes()),
    }
}

pub(super) fn of_code(check: &Check, code: Code) -> Diagnosis {
    Diagnosis::of_code(check, code)
}
