//! The classes, member by member, in the order of the schema.

use super::{Class, ClassKind, Member, Shape};

const fn may(name: &'static str, shape: Shape) -> Member {
    Member { name, former: None, required: false, shape }
}

const fn must(name: &'static str, shape: Shape) -> Member {
    Member { name, former: None, required: true, shape }
}

const fn list(item: &'static Shape) -> Shape {
    Shape::List(item)
}

/// `OpenBadgeCredential`, also called `AchievementCredential`. Context, type, issuer and dates are checked with the
/// rules that every credential has.
pub(crate) static ACHIEVEMENT_CREDENTIAL: Class = Class {
    name: "OpenBadgeCredential",
    kind: ClassKind::Credential,
    members: &[
        must("id", Shape::String),
        may("name", Shape::String),
        may("description", Shape::String),
        may("image", Shape::One(&IMAGE)),
        may("awardedDate", Shape::String),
        must("credentialSubject", Shape::One(&ACHIEVEMENT_SUBJECT)),
        may("endorsement", list(&Shape::One(&ENDORSEMENT_CREDENTIAL))),
        may("endorsementJwt", list(&Shape::CompactJws)),
        may("evidence", list(&Shape::One(&EVIDENCE))),
        must("issuer", Shape::UriOr(&PROFILE)),
        may("credentialSchema", Shape::OneOrList(&Shape::One(&CREDENTIAL_SCHEMA))),
        may("credentialStatus", Shape::OneOrList(&Shape::One(&CREDENTIAL_STATUS))),
        may("refreshService", Shape::One(&REFRESH_SERVICE)),
        may("termsOfUse", Shape::OneOrList(&Shape::One(&TERMS_OF_USE))),
    ],
};

/// `EndorsementCredential`, inside a credential or alone.
pub(crate) static ENDORSEMENT_CREDENTIAL: Class = Class {
    name: "EndorsementCredential",
    kind: ClassKind::Open,
    members: &[
        must("id", Shape::String),
        must("name", Shape::String),
        may("description", Shape::String),
        must("credentialSubject", Shape::One(&ENDORSEMENT_SUBJECT)),
        may("awardedDate", Shape::String),
        must("issuer", Shape::UriOr(&PROFILE)),
        Member { former: Some("issuanceDate"), ..must("validFrom", Shape::String) },
        Member { former: Some("expirationDate"), ..may("validUntil", Shape::String) },
        may("credentialSchema", Shape::OneOrList(&Shape::One(&CREDENTIAL_SCHEMA))),
        may("credentialStatus", Shape::OneOrList(&Shape::One(&CREDENTIAL_STATUS))),
        may("refreshService", Shape::One(&REFRESH_SERVICE)),
        may("termsOfUse", Shape::OneOrList(&Shape::One(&TERMS_OF_USE))),
    ],
};

static ENDORSEMENT_SUBJECT: Class = Class {
    name: "EndorsementSubject",
    kind: ClassKind::Open,
    members: &[must("id", Shape::String), may("endorsementComment", Shape::String)],
};

static ACHIEVEMENT_SUBJECT: Class = Class {
    name: "AchievementSubject",
    kind: ClassKind::Open,
    members: &[
        may("id", Shape::String),
        may("activityEndDate", Shape::String),
        may("activityStartDate", Shape::String),
        may("creditsEarned", Shape::Number),
        must("achievement", Shape::One(&ACHIEVEMENT)),
        may("identifier", list(&Shape::One(&IDENTITY_OBJECT))),
        may("image", Shape::One(&IMAGE)),
        may("licenseNumber", Shape::String),
        may("narrative", Shape::String),
        may("result", list(&Shape::One(&RESULT))),
        may("role", Shape::String),
        may("source", Shape::One(&PROFILE)),
        may("term", Shape::String),
    ],
};

static ACHIEVEMENT: Class = Class {
    name: "Achievement",
    kind: ClassKind::Open,
    members: &[
        must("id", Shape::String),
        may("alignment", list(&Shape::One(&ALIGNMENT))),
        may("achievementType", Shape::ExtensibleWord(ACHIEVEMENT_TYPES)),
        may("creator", Shape::One(&PROFILE)),
        may("creditsAvailable", Shape::Number),
        must("criteria", Shape::One(&CRITERIA)),
        must("description", Shape::String),
        may("endorsement", list(&Shape::One(&ENDORSEMENT_CREDENTIAL))),
        may("endorsementJwt", list(&Shape::CompactJws)),
        may("fieldOfStudy", Shape::String),
        may("humanCode", Shape::String),
        may("image", Shape::One(&IMAGE)),
        may("inLanguage", Shape::LanguageTag),
        must("name", Shape::String),
        may("otherIdentifier", list(&Shape::One(&IDENTIFIER_ENTRY))),
        may("related", list(&Shape::One(&RELATED))),
        may("resultDescription", list(&Shape::One(&RESULT_DESCRIPTION))),
        may("specialization", Shape::String),
        may("tag", list(&Shape::String)),
        may("version", Shape::String),
    ],
};

static PROFILE: Class = Class {
    name: "Profile",
    kind: ClassKind::Open,
    members: &[
        must("id", Shape::String),
        may("name", Shape::String),
        may("url", Shape::String),
        may("phone", Shape::String),
        may("description", Shape::String),
        may("endorsement", list(&Shape::One(&ENDORSEMENT_CREDENTIAL))),
        may("endorsementJwt", list(&Shape::CompactJws)),
        may("image", Shape::One(&IMAGE)),
        may("email", Shape::String),
        may("address", Shape::One(&ADDRESS)),
        may("otherIdentifier", list(&Shape::One(&IDENTIFIER_ENTRY))),
        may("official", Shape::String),
        may("parentOrg", Shape::One(&PROFILE)),
        may("familyName", Shape::String),
        may("givenName", Shape::String),
        may("additionalName", Shape::String),
        may("patronymicName", Shape::String),
        may("honorificPrefix", Shape::String),
        may("honorificSuffix", Shape::String),
        may("familyNamePrefix", Shape::String),
        may("dateOfBirth", Shape::String),
    ],
};

static IDENTITY_OBJECT: Class = Class {
    name: "IdentityObject",
    kind: ClassKind::Closed,
    members: &[
        must("hashed", Shape::Boolean),
        must("identityHash", Shape::String),
        must("identityType", Shape::ExtensibleWord(IDENTIFIER_TYPES)),
        may("salt", Shape::String),
    ],
};

static IDENTIFIER_ENTRY: Class = Class {
    name: "IdentifierEntry",
    kind: ClassKind::Closed,
    members: &[
        must("identifier", Shape::String),
        must("identifierType", Shape::ExtensibleWord(IDENTIFIER_TYPES)),
    ],
};

static EVIDENCE: Class = Class {
    name: "Evidence",
    kind: ClassKind::Open,
    members: &[
        may("id", Shape::String),
        may("narrative", Shape::String),
        may("name", Shape::String),
        may("description", Shape::String),
        may("genre", Shape::String),
        may("audience", Shape::String),
    ],
};

static ALIGNMENT: Class = Class {
    name: "Alignment",
    kind: ClassKind::Open,
    members: &[
        may("targetCode", Shape::String),
        may("targetDescription", Shape::String),
        must("targetName", Shape::String),
        may("targetFramework", Shape::String),
        may("targetType", Shape::ExtensibleWord(TARGET_TYPES)),
        must("targetUrl", Shape::String),
    ],
};

static CRITERIA: Class = Class {
    name: "Criteria",
    kind: ClassKind::Untyped,
    members: &[may("id", Shape::String), may("narrative", Shape::String)],
};

static IMAGE: Class = Class {
    name: "Image",
    kind: ClassKind::Closed,
    members: &[must("id", Shape::String), may("caption", Shape::String)],
};

static RESULT: Class = Class {
    name: "Result",
    kind: ClassKind::Open,
    members: &[
        may("achievedLevel", Shape::String),
        may("alignment", list(&Shape::One(&ALIGNMENT))),
        may("resultDescription", Shape::String),
        may("status", Shape::Word(RESULT_STATUSES)),
        may("value", Shape::String),
    ],
};

static RESULT_DESCRIPTION: Class = Class {
    name: "ResultDescription",
    kind: ClassKind::Open,
    members: &[
        must("id", Shape::String),
        may("alignment", list(&Shape::One(&ALIGNMENT))),
        may("allowedValue", list(&Shape::String)),
        must("name", Shape::String),
        may("requiredLevel", Shape::String),
        may("requiredValue", Shape::String),
        must("resultType", Shape::ExtensibleWord(RESULT_TYPES)),
        may("rubricCriterionLevel", list(&Shape::One(&RUBRIC_CRITERION_LEVEL))),
        may("valueMax", Shape::String),
        may("valueMin", Shape::String),
    ],
};

static RUBRIC_CRITERION_LEVEL: Class = Class {
    name: "RubricCriterionLevel",
    kind: ClassKind::Open,
    members: &[
        must("id", Shape::String),
        may("alignment", list(&Shape::One(&ALIGNMENT))),
        may("description", Shape::String),
        may("level", Shape::String),
        must("name", Shape::String),
        may("points", Shape::String),
    ],
};

static RELATED: Class = Class {
    name: "Related",
    kind: ClassKind::Open,
    members: &[
        must("id", Shape::String),
        may("inLanguage", Shape::LanguageTag),
        may("version", Shape::String),
    ],
};

static ADDRESS: Class = Class {
    name: "Address",
    kind: ClassKind::Open,
    members: &[
        may("addressCountry", Shape::String),
        may("addressCountryCode", Shape::String),
        may("addressRegion", Shape::String),
        may("addressLocality", Shape::String),
        may("streetAddress", Shape::String),
        may("postOfficeBoxNumber", Shape::String),
        may("postalCode", Shape::String),
        may("geo", Shape::One(&GEO_COORDINATES)),
    ],
};

static GEO_COORDINATES: Class = Class {
    name: "GeoCoordinates",
    kind: ClassKind::SingleType,
    members: &[must("latitude", Shape::Number), must("longitude", Shape::Number)],
};

static CREDENTIAL_SCHEMA: Class =
    Class { name: "CredentialSchema", kind: ClassKind::AnyType, members: &[must("id", Shape::String)] };

/// `id` is optional since version 1.4.
static CREDENTIAL_STATUS: Class =
    Class { name: "CredentialStatus", kind: ClassKind::AnyType, members: &[may("id", Shape::String)] };

static REFRESH_SERVICE: Class =
    Class { name: "RefreshService", kind: ClassKind::AnyType, members: &[must("id", Shape::String)] };

static TERMS_OF_USE: Class =
    Class { name: "TermsOfUse", kind: ClassKind::AnyType, members: &[may("id", Shape::String)] };

/// `IdentifierTypeEnum`: what an `IdentityObject` may hold; others start with `ext:`.
pub const IDENTIFIER_TYPES: &[&str] = &[
    "name",
    "sourcedId",
    "systemId",
    "productId",
    "userName",
    "accountId",
    "emailAddress",
    "nationalIdentityNumber",
    "isbn",
    "issn",
    "lisSourcedId",
    "oneRosterSourcedId",
    "sisSourcedId",
    "ltiContextId",
    "ltiDeploymentId",
    "ltiToolId",
    "ltiPlatformId",
    "ltiUserId",
    "identifier",
];

/// `AchievementType`: kinds of achievements; others start with `ext:`.
pub const ACHIEVEMENT_TYPES: &[&str] = &[
    "Achievement",
    "ApprenticeshipCertificate",
    "Assessment",
    "Assignment",
    "AssociateDegree",
    "Award",
    "Badge",
    "BachelorDegree",
    "Certificate",
    "CertificateOfCompletion",
    "Certification",
    "CommunityService",
    "Competency",
    "Course",
    "CoCurricular",
    "Degree",
    "Diploma",
    "DoctoralDegree",
    "Fieldwork",
    "GeneralEducationDevelopment",
    "JourneymanCertificate",
    "LearningProgram",
    "License",
    "Membership",
    "ProfessionalDoctorate",
    "QualityAssuranceCredential",
    "MasterCertificate",
    "MasterDegree",
    "MicroCredential",
    "ResearchDoctorate",
    "SecondarySchoolDiploma",
];

/// `AlignmentTargetType`: what an alignment may point at; others start with `ext:`.
pub const TARGET_TYPES: &[&str] = &[
    "ceasn:Competency",
    "ceterms:Credential",
    "CFItem",
    "CFRubric",
    "CFRubricCriterion",
    "CFRubricCriterionLevel",
    "CTDL",
];

/// `ResultStatusType`: how far a result has come; there are no others.
pub const RESULT_STATUSES: &[&str] =
    &["Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"];

/// `ResultType`: how a result is measured; others start with `ext:`.
pub const RESULT_TYPES: &[&str] = &[
    "GradePointAverage",
    "LetterGrade",
    "Percent",
    "PerformanceLevel",
    "PredictedScore",
    "RawScore",
    "Result",
    "RubricCriterion",
    "RubricCriterionLevel",
    "RubricScore",
    "ScaledScore",
    "Status",
];
