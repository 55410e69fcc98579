//! What to do next: one short sentence for each code, the same in every build.
//!
//! The reader is whoever verifies or holds the credential. There are few sentences on purpose, because every page that
//! verifies loads them; the long form, also for issuers, is in `explain/guide.rs`. A new code needs its line here, or
//! nothing compiles.

use crate::{Code, WarningCode};

macro_rules! next_steps {
    ($( $(#[$doc:meta])* $variant:ident = $sentence:literal; )*) => {
        /// What a reader of a report can do about a code or a warning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum NextStep { $( $(#[$doc])* $variant, )* }

        impl NextStep {
            /// Every step.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The sentence that reports carry as `nextStep`.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $sentence, )* }
            }
        }
    };
}

next_steps! {
    /// The file was damaged on its way.
    GetAgain = "Get the original file again from where it was issued.";
    /// It proves nothing as it is.
    Reject = "Do not accept it; ask the issuer it names for a good one.";
    /// It was good once.
    Renew = "Ask the issuer for a new credential.";
    /// The issuer took it back, or nobody else can say.
    AskIssuer = "Do not rely on it before you have asked the issuer.";
    /// Only the issuer can mend it, and outside of the credential.
    TellIssuer = "Tell the issuer, and verify again later.";
    /// Something could not be had.
    Retry = "Verify again later, or with a connection.";
    /// This verifier does not know how.
    OtherVerifier = "Use a verifier that supports it.";
    /// The caller's own options stand in the way.
    Allow = "Allow it in the options only if you know that it is harmless.";
    /// Nobody vouched for the issuer.
    FindOutIssuer = "Find out who the issuer is before you add it to those you trust.";
    /// It is not the file that was meant to be shown.
    AskHolder = "Ask whoever gave it to you for one without this fault.";
    /// The caller may have named somebody by another address.
    CheckRecipient = "Check the recipient that you named; people have several addresses.";
    /// Time itself is in doubt.
    CheckClock = "Check the clock of this device, or verify again when the time has come.";
    /// Something beside the credential is at fault.
    LeaveOut = "Do not rely on this part of it.";
    /// Verifying tells somebody who is looked at.
    Offline = "Verify offline or with a trust pack if that matters.";
    /// The trust pack at hand is of no use.
    NewTrustPack = "Get a current trust pack from its publisher.";
    /// It is right, and could be better.
    Nothing = "Nothing to do, unless you are the issuer.";
}

impl Code {
    /// What to do about it.
    pub fn next_step(self) -> NextStep {
        match self {
            Self::InvalidEncoding
            | Self::InvalidJson
            | Self::InvalidUnicode
            | Self::UnsupportedContainer
            | Self::MalformedContainer
            | Self::NoCredential
            | Self::InvalidNQuads
            | Self::InvalidProofValue
            | Self::AssertionMismatch => NextStep::GetAgain,
            Self::DuplicateMember
            | Self::NumberPrecision
            | Self::ForbiddenContext
            | Self::UndefinedTerm
            | Self::UndefinedType
            | Self::RelativeIri
            | Self::DroppedValue
            | Self::ForbiddenKeyword
            | Self::InvalidJsonLd
            | Self::WorkBudgetExceeded
            | Self::MissingMember
            | Self::MalformedValue
            | Self::InvalidDateTime
            | Self::MalformedProof
            | Self::WrongProofPurpose
            | Self::ClaimMismatch
            | Self::InvalidSignature
            | Self::InvalidVerificationMethodUrl
            | Self::InvalidVerificationMethod
            | Self::IssuerMismatch
            | Self::KeyCompromised
            | Self::KeyWithdrawn
            | Self::OutsideIssuerScope
            | Self::InvalidPeriod => NextStep::Reject,
            Self::ProofExpired | Self::KeyNotListed | Self::Expired => NextStep::Renew,
            Self::Revoked | Self::Suspended | Self::MalformedStatusEntry => NextStep::AskIssuer,
            Self::InvalidRelationship
            | Self::InvalidIssuerDocument
            | Self::IssuerDocumentIdMismatch
            | Self::InvalidHostedDocument
            | Self::StatusVerification
            | Self::StatusListLength
            | Self::StatusIndexRange
            | Self::MalformedStatusList => NextStep::TellIssuer,
            Self::IssuerDocumentUnavailable
            | Self::HostedDocumentUnavailable
            | Self::StatusUnavailable
            | Self::StatusStale => NextStep::Retry,
            Self::UnsupportedCryptosuite
            | Self::UnsupportedDidMethod
            | Self::UnsupportedKeyType
            | Self::UnsupportedCredentialType
            | Self::UnsupportedStatusType
            | Self::UnsupportedDigest => NextStep::OtherVerifier,
            Self::LimitExceeded | Self::UnknownContext | Self::EndorsementUnchecked => NextStep::Allow,
            Self::UnknownIssuer => NextStep::FindOutIssuer,
            Self::AmbiguousContainer
            | Self::MissingProof
            | Self::DomainMismatch
            | Self::ChallengeMismatch
            | Self::WeakIdentityHash => NextStep::AskHolder,
            Self::RecipientMismatch => NextStep::CheckRecipient,
            Self::NotYetValid => NextStep::CheckClock,
            Self::EndorsementMismatch | Self::DigestMismatch => NextStep::LeaveOut,
        }
    }
}

impl WarningCode {
    /// What to do about it, for those who want to: a warning never changes the verdict.
    pub fn next_step(self) -> NextStep {
        match self {
            Self::ProofCreatedInFuture | Self::ClockSuspect => NextStep::CheckClock,
            Self::UnusualContext
            | Self::UnusualIssuerDocument
            | Self::MissingSubjectClaim
            | Self::LegacyCryptosuite
            | Self::UnsignedRevocationList
            | Self::ShortStatusList
            | Self::ContainerRemark
            | Self::GuessableRecipient => NextStep::Nothing,
            Self::TrackingStatusList => NextStep::Offline,
            Self::TestIssuer => NextStep::Reject,
            Self::RefreshFailed => NextStep::Retry,
            Self::EndorsementNotVerified => NextStep::LeaveOut,
            Self::TrustPackIgnored | Self::TrustPackOld => NextStep::NewTrustPack,
        }
    }
}
