//! What each of XLSForm's types of question is here.

/// What a row of the survey sheet is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    BeginGroup,
    EndGroup,
    BeginRepeat,
    EndRepeat,
    Note,
    Calculate,
    /// A question of one of our kinds, with what else that kind says.
    Question(&'static str),
    WholeNumber,
    Decimal,
    Range,
    Select {
        many: bool,
        list: String,
        or_other: bool,
    },
    Acknowledge,
    /// Recorded without asking, which is not done here; other items may look at it, as this expression.
    Recorded(&'static str),
    /// Not here: what to do without it.
    Elsewhere(&'static str),
    Unknown,
}

/// Reads a cell of the type column.
pub(super) fn kind(written: &str) -> Kind {
    let words = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let small = words.to_lowercase().replace('_', " ");
    if let Some(select) = select(&words) {
        return select;
    }
    match small.as_str() {
        "begin group" => Kind::BeginGroup,
        "end group" => Kind::EndGroup,
        "begin repeat" | "begin looped group" => Kind::BeginRepeat,
        "end repeat" | "end looped group" => Kind::EndRepeat,
        "note" => Kind::Note,
        "calculate" | "calculation" | "hidden" => Kind::Calculate,
        "text" | "string" | "get text" | "phone number" | "tel" => Kind::Question("text"),
        "integer" | "int" => Kind::WholeNumber,
        "decimal" | "dec" => Kind::Decimal,
        "range" => Kind::Range,
        "date" => Kind::Question("date"),
        "time" => Kind::Question("time"),
        "datetime" | "date time" => Kind::Question("moment"),
        "geopoint" | "gps" | "location" => Kind::Question("place"),
        "image" | "photo" => Kind::Question("photo"),
        "audio" => Kind::Question("audio"),
        "barcode" => Kind::Question("barcode"),
        "acknowledge" | "trigger" => Kind::Acknowledge,
        "start" | "end" => Kind::Recorded("now()"),
        "today" => Kind::Recorded("today()"),
        "deviceid" | "username" | "phonenumber" | "simserial" | "subscriberid" | "email" | "audit"
        | "start-geopoint" | "background-audio" | "uri:deviceid" | "imei" => Kind::Recorded("''"),
        "video" => Kind::Elsewhere("ask for a photo (type image) or a spoken answer (type audio)"),
        "file" => Kind::Elsewhere("ask for a photo (type image)"),
        "geotrace" | "geoshape" => Kind::Elsewhere("ask for one place (type geopoint)"),
        "csv-external" | "xml-external" => Kind::Elsewhere("put the choices on the choices sheet"),
        "background-geopoint" => Kind::Elsewhere("ask for the place (type geopoint): nobody is tracked here"),
        _ if small.starts_with("rank") => {
            Kind::Elsewhere("ask for the first choice, then for the second (type select_one)")
        }
        _ if small.contains("from file") => Kind::Elsewhere("put the choices on the choices sheet"),
        _ => Kind::Unknown,
    }
}

/// "`select_one` list", "select one from list", "`select_multiple` list `or_other`" and their older shapes.
fn select(words: &str) -> Option<Kind> {
    const STARTS: [(&str, bool); 11] = [
        ("select_one_external ", false),
        ("select_one ", false),
        ("select one from ", false),
        ("select one ", false),
        ("select1 ", false),
        ("select_multiple ", true),
        ("select multiple from ", true),
        ("select multiple ", true),
        ("select all that apply from ", true),
        ("select all that apply ", true),
        ("select ", true),
    ];
    let (rest, many) = STARTS.iter().find_map(|(start, many)| {
        let begins = words.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
        Some((words.get(start.len()..).filter(|_| begins)?, *many))
    })?;
    let mut parts = rest.split(' ');
    let list = parts.next()?.to_owned();
    let more = parts.collect::<Vec<_>>().join(" ").to_lowercase().replace('_', " ");
    match more.as_str() {
        "" => Some(Kind::Select { many, list, or_other: false }),
        "or other" | "or specify other" => Some(Kind::Select { many, list, or_other: true }),
        _ => None,
    }
}

/// The types that there are, to name one that was probably meant.
pub(super) const TYPES: [&str; 22] = [
    "text",
    "integer",
    "decimal",
    "range",
    "date",
    "time",
    "dateTime",
    "geopoint",
    "image",
    "audio",
    "barcode",
    "note",
    "calculate",
    "acknowledge",
    "begin_group",
    "end_group",
    "begin_repeat",
    "end_repeat",
    "select_one list",
    "select_multiple list",
    "hidden",
    "today",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_known_in_all_the_ways_that_they_have_been_written() {
        let one = |list: &str| Kind::Select { many: false, list: list.into(), or_other: false };
        assert_eq!(kind("select_one yes_no"), one("yes_no"));
        assert_eq!(kind("select one from yes_no"), one("yes_no"));
        assert_eq!(kind("Select One Yes_No"), one("Yes_No"));
        let many = Kind::Select { many: true, list: "needs".into(), or_other: true };
        assert_eq!(kind("select_multiple needs or_other"), many);
        assert_eq!(kind("select all that apply from needs or specify other"), many);
        assert_eq!(kind("begin_group"), Kind::BeginGroup);
        assert_eq!(kind("begin  repeat"), Kind::BeginRepeat);
        assert_eq!(kind("dateTime"), Kind::Question("moment"));
        assert_eq!(kind("deviceid"), Kind::Recorded("''"));
        assert!(matches!(kind("select_one_from_file homes.csv"), Kind::Elsewhere(_)));
        assert!(matches!(kind("rank needs"), Kind::Elsewhere(_)));
        assert_eq!(kind("txet"), Kind::Unknown);
    }
}
