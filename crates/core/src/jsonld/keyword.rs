//! The words with an `@` that JSON-LD 1.1 keeps for itself (Syntax §1.7).

/// A JSON-LD 1.1 keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Keyword {
    Base,
    Container,
    Context,
    Direction,
    Graph,
    Id,
    Import,
    Included,
    Index,
    Json,
    Language,
    List,
    Nest,
    None,
    Prefix,
    Propagate,
    Protected,
    Reverse,
    Set,
    Type,
    Value,
    Version,
    Vocab,
}

impl Keyword {
    /// The keyword that `text` spells; every other text starting with `@` is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text.strip_prefix('@')? {
            "base" => Self::Base,
            "container" => Self::Container,
            "context" => Self::Context,
            "direction" => Self::Direction,
            "graph" => Self::Graph,
            "id" => Self::Id,
            "import" => Self::Import,
            "included" => Self::Included,
            "index" => Self::Index,
            "json" => Self::Json,
            "language" => Self::Language,
            "list" => Self::List,
            "nest" => Self::Nest,
            "none" => Self::None,
            "prefix" => Self::Prefix,
            "propagate" => Self::Propagate,
            "protected" => Self::Protected,
            "reverse" => Self::Reverse,
            "set" => Self::Set,
            "type" => Self::Type,
            "value" => Self::Value,
            "version" => Self::Version,
            "vocab" => Self::Vocab,
            _ => return None,
        })
    }

    /// Whether `text` looks like a keyword (`@` and letters): JSON-LD ignores such words when it does not know them.
    pub(crate) fn has_form(text: &str) -> bool {
        text.strip_prefix('@')
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
    }
}
