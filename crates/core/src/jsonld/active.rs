//! Active contexts: what every name means at one place of a document (JSON-LD 1.1 API §4, "active context").
//!
//! Why they look like this is told in `docs/decisions/0011-contexts-as-numbers.md`.

use super::keyword::Keyword;
use super::local::LocalId;
use super::names::Name;

/// Number of an active context in [`Contexts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ActiveId(pub(crate) u32);

/// Number of a definition in [`Contexts`]; 0 stands for "no such term".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DefinitionId(pub(crate) u32);

/// The meaning of names at one place of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActiveContext {
    /// The definition of each term, by the number of its name.
    pub(crate) terms: Vec<DefinitionId>,
    pub(crate) vocab: Option<Name>,
    pub(crate) language: Option<Name>,
    pub(crate) direction: Option<Direction>,
    /// What relative references are resolved against; strict mode has none.
    pub(crate) base: Option<Name>,
    /// The base of the document before any context spoke.
    pub(crate) original_base: Option<Name>,
    /// The context to fall back to inside nested nodes, after one that does not propagate.
    pub(crate) previous: Option<ActiveId>,
}

impl ActiveContext {
    /// The context in which no name means anything.
    pub(crate) const EMPTY: &'static Self = &Self {
        terms: Vec::new(),
        vocab: None,
        language: None,
        direction: None,
        base: None,
        original_base: None,
        previous: None,
    };

    pub(crate) fn definition(&self, term: Name) -> DefinitionId {
        self.terms.get(term.index()).copied().unwrap_or_default()
    }

    pub(crate) fn define(&mut self, term: Name, definition: DefinitionId) {
        if self.terms.len() <= term.index() {
            self.terms.resize(term.index() + 1, DefinitionId::default());
        }
        if let Some(place) = self.terms.get_mut(term.index()) {
            *place = definition;
        }
    }
}

/// A term definition. Every text in it is a number, so that it can be copied and compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) mapping: Mapping,
    pub(crate) type_mapping: TypeMapping,
    pub(crate) container: Container,
    pub(crate) language: Setting<Name>,
    pub(crate) direction: Setting<Direction>,
    /// The scoped context.
    pub(crate) context: Option<LocalId>,
    /// The property that an index container writes its keys to.
    pub(crate) index: Option<Name>,
    pub(crate) nest: Option<Name>,
    pub(crate) prefix: bool,
    pub(crate) protected: bool,
    pub(crate) reverse: bool,
}

/// What a term stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mapping {
    /// Nothing: the context took the term's meaning away.
    #[default]
    Null,
    Keyword(Keyword),
    Iri(Name),
}

/// How the values of a term are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TypeMapping {
    #[default]
    Absent,
    Id,
    Vocab,
    Json,
    None,
    Datatype(Name),
}

/// A setting that a term can leave to its context, take away, or fix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Setting<T> {
    #[default]
    Absent,
    Null,
    Is(T),
}

/// The direction of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "ltr" => Some(Self::LeftToRight),
            "rtl" => Some(Self::RightToLeft),
            _ => None,
        }
    }

    #[cfg(feature = "conformance")]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// A set of container keywords.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Container(u8);

impl Container {
    pub(crate) const GRAPH: Self = Self(1);
    pub(crate) const ID: Self = Self(2);
    pub(crate) const INDEX: Self = Self(4);
    pub(crate) const LANGUAGE: Self = Self(8);
    pub(crate) const LIST: Self = Self(16);
    pub(crate) const SET: Self = Self(32);
    pub(crate) const TYPE: Self = Self(64);

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn of(keyword: Keyword) -> Option<Self> {
        Some(match keyword {
            Keyword::Graph => Self::GRAPH,
            Keyword::Id => Self::ID,
            Keyword::Index => Self::INDEX,
            Keyword::Language => Self::LANGUAGE,
            Keyword::List => Self::LIST,
            Keyword::Set => Self::SET,
            Keyword::Type => Self::TYPE,
            _ => return None,
        })
    }

    /// 19.1) Which containers may be combined.
    pub(crate) fn is_valid(self) -> bool {
        let besides_set = Self(self.0 & !Self::SET.0);
        self == Self::LIST
            || [
                Self::default(),
                Self::GRAPH,
                Self::ID,
                Self::INDEX,
                Self::LANGUAGE,
                Self::TYPE,
                Self::GRAPH.with(Self::ID),
                Self::GRAPH.with(Self::INDEX),
            ]
            .contains(&besides_set)
    }
}
