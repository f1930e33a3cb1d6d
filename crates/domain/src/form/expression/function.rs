//! The functions that expressions may call.

/// A function. Each is named as XLSForm names it; docs/forms.md lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Answered,
    BooleanFromString,
    Ceiling,
    ChoiceName,
    Coalesce,
    Concat,
    Contains,
    Count,
    CountNonEmpty,
    CountSelected,
    Date,
    DateTime,
    DecimalDateTime,
    Declined,
    EndsWith,
    False,
    Floor,
    FormatDate,
    If,
    Int,
    Join,
    LowerCase,
    Max,
    Min,
    NormalizeSpace,
    Not,
    Now,
    Number,
    Pow,
    Round,
    Selected,
    SelectedAt,
    StartsWith,
    String,
    StringLength,
    Substr,
    Sum,
    Today,
    True,
    Unknown,
    UpperCase,
}

/// Each with how it is written, and with how few and how many arguments.
const TABLE: [(&str, Function, usize, usize); 44] = [
    ("abs", Function::Abs, 1, 1),
    ("answered", Function::Answered, 1, 1),
    ("boolean-from-string", Function::BooleanFromString, 1, 1),
    ("boolean", Function::BooleanFromString, 1, 1),
    ("ceiling", Function::Ceiling, 1, 1),
    ("jr:choice-name", Function::ChoiceName, 2, 2),
    ("coalesce", Function::Coalesce, 2, 9),
    ("concat", Function::Concat, 1, 99),
    ("contains", Function::Contains, 2, 2),
    ("count", Function::Count, 1, 1),
    ("count-non-empty", Function::CountNonEmpty, 1, 1),
    ("count-selected", Function::CountSelected, 1, 1),
    ("date", Function::Date, 1, 1),
    ("date-time", Function::DateTime, 1, 1),
    ("decimal-date-time", Function::DecimalDateTime, 1, 1),
    ("declined", Function::Declined, 1, 1),
    ("ends-with", Function::EndsWith, 2, 2),
    ("false", Function::False, 0, 0),
    ("floor", Function::Floor, 1, 1),
    ("format-date", Function::FormatDate, 2, 2),
    ("format-date-time", Function::FormatDate, 2, 2),
    ("if", Function::If, 3, 3),
    ("int", Function::Int, 1, 1),
    ("join", Function::Join, 2, 99),
    ("lower-case", Function::LowerCase, 1, 1),
    ("max", Function::Max, 1, 99),
    ("min", Function::Min, 1, 99),
    ("normalize-space", Function::NormalizeSpace, 1, 1),
    ("not", Function::Not, 1, 1),
    ("now", Function::Now, 0, 0),
    ("number", Function::Number, 1, 1),
    ("pow", Function::Pow, 2, 2),
    ("round", Function::Round, 1, 2),
    ("selected", Function::Selected, 2, 2),
    ("selected-at", Function::SelectedAt, 2, 2),
    ("starts-with", Function::StartsWith, 2, 2),
    ("string", Function::String, 1, 1),
    ("string-length", Function::StringLength, 1, 1),
    ("substr", Function::Substr, 2, 3),
    ("sum", Function::Sum, 1, 1),
    ("today", Function::Today, 0, 0),
    ("true", Function::True, 0, 0),
    ("unknown", Function::Unknown, 1, 1),
    ("upper-case", Function::UpperCase, 1, 1),
];

/// Functions of other form systems that are not here, each with what to do.
const ELSEWHERE: [(&str, &str); 11] = [
    ("pulldata", "ask the question, or take it from what is held with \"prefill\""),
    ("once", "use a default, which is proposed once"),
    ("uuid", "leave it out: every record has an identity of its own"),
    ("random", "leave it out: a form must come to the same end on every phone"),
    ("randomize", "leave it out: a form must come to the same end on every phone"),
    ("indexed-repeat", "look at the question within its own repeat, or use sum(), count(), min(), max() or join()"),
    ("instance", "put the choices on the choices sheet"),
    ("property", "leave it out: who recorded it is always kept"),
    ("last-saved", "take it from what is held with \"prefill\""),
    ("area", "leave it out: areas on a map are not asked for"),
    ("distance", "leave it out: distances on a map are not asked for"),
];

impl Function {
    /// The function of a name, with how few and how many arguments it takes.
    pub(super) fn named(name: &str) -> Option<(Self, usize, usize)> {
        TABLE.iter().find(|(known, ..)| *known == name).map(|(_, function, least, most)| (*function, *least, *most))
    }

    /// The names of all functions.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|(name, ..)| *name).chain(["regex", "position"])
    }

    /// What to do without a function that other form systems have.
    pub(super) fn instead_of(name: &str) -> Option<&'static str> {
        ELSEWHERE.iter().find(|(known, _)| *known == name).map(|(_, remedy)| *remedy)
    }
}
