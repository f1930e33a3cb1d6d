//! A row of a CSV file: reading from it either gives what is wanted or says in which column it is not.

use chrono::{NaiveDate, NaiveTime};
use csv::ByteRecord;
use domain::time::Timestamp;

use super::{Fault, brief, columns::Columns, source};

/// Letters of a field, at most.
const MAX_LINE: usize = 200;

/// Letters of a field that may have line breaks, at most.
const MAX_TEXT: usize = 2_000;

/// One row, by the names of its columns.
#[derive(Debug)]
pub(super) struct Row<'a> {
    columns: &'a Columns,
    fields: Vec<String>,
    place: String,
}

impl<'a> Row<'a> {
    /// Reads the fields as text; gives also whether any was Windows-1252.
    pub(super) fn read(columns: &'a Columns, record: &ByteRecord, place: &str) -> Result<(Self, bool), Fault> {
        let whole = |what: String, remedy: &str| Fault { path: place.to_owned(), what, remedy: remedy.into() };
        let mut old = false;
        let mut fields = Vec::with_capacity(record.len());
        for (number, field) in record.iter().enumerate() {
            let Some((text, was_old)) = source::text(field) else {
                let name = columns.header.get(number).map_or("after the last", String::as_str);
                return Err(Fault {
                    path: format!("{place}, column {}", brief(name)),
                    what: "it has bytes that are neither UTF-8 nor Windows-1252 text".into(),
                    remedy: "type the field again, and save the file as \"CSV UTF-8 (comma delimited)\"".into(),
                });
            };
            old |= was_old;
            fields.push(text.trim().to_owned());
        }
        let (found, wanted) = (fields.len(), columns.header.len());
        if found != wanted {
            let remedy = if found > wanted {
                "put quotation marks round fields that have a comma in them"
            } else {
                "fill up the row, and look for a quotation mark that is not closed"
            };
            return Err(whole(format!("it has {found} fields where the first row names {wanted}"), remedy));
        }
        Ok((Self { columns, fields, place: place.to_owned() }, old))
    }

    /// What is wrong in a column, and what to do.
    pub(super) fn fault(&self, column: &str, what: impl Into<String>, remedy: impl Into<String>) -> Fault {
        let name = self.columns.place(column).and_then(|place| self.columns.header.get(place));
        let name = brief(name.map_or(column, |name| name.trim()));
        Fault { path: format!("{}, column {name}", self.place), what: what.into(), remedy: remedy.into() }
    }

    /// What stands at a place, whatever its column is called.
    pub(super) fn field(&self, place: usize) -> &str {
        self.fields.get(place).map_or("", String::as_str)
    }

    fn expected(&self, column: &str, what: &str) -> Fault {
        let found = brief(self.raw(column));
        self.fault(column, format!("expected {what}, found \"{found}\""), format!("give {what} here"))
    }

    fn raw(&self, column: &str) -> &str {
        self.columns.place(column).and_then(|place| self.fields.get(place)).map_or("", String::as_str)
    }

    /// One line of text; empty when there is none.
    pub(super) fn line(&self, column: &str) -> Result<String, Fault> {
        let text = self.raw(column);
        if text.chars().any(char::is_control) {
            return Err(self.fault(
                column,
                "it has a line break or another control character",
                "close the quotation mark, or write it in one line",
            ));
        }
        self.short(column, text, MAX_LINE)
    }

    /// Text that may have several lines; empty when there is none.
    pub(super) fn text(&self, column: &str) -> Result<String, Fault> {
        let text = self.raw(column);
        let separators = self.columns.header.len().saturating_sub(1).max(2);
        if text.lines().skip(1).any(|line| line.matches(',').count() >= separators) {
            return Err(self.fault(
                column,
                "it seems to hold rows of its own",
                "close the quotation mark before the end of the row",
            ));
        }
        if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')) {
            return Err(self.fault(column, "it has control characters", "type it again"));
        }
        self.short(column, text, MAX_TEXT)
    }

    fn short(&self, column: &str, text: &str, most: usize) -> Result<String, Fault> {
        let letters = text.chars().count();
        if letters > most {
            return Err(self.fault(column, format!("it has {letters} letters"), format!("shorten it to {most}")));
        }
        Ok(text.to_owned())
    }

    /// One line of text that has to say something.
    pub(super) fn need(&self, column: &str) -> Result<String, Fault> {
        self.said(column, self.line(column)?)
    }

    /// Text of one or more lines that has to say something.
    pub(super) fn need_text(&self, column: &str) -> Result<String, Fault> {
        self.said(column, self.text(column)?)
    }

    fn said(&self, column: &str, text: String) -> Result<String, Fault> {
        if text.is_empty() {
            Err(self.fault(column, "it is empty", format!("say what the {column} is")))
        } else {
            Ok(text)
        }
    }

    /// A number; none when there is none.
    pub(super) fn number(&self, column: &str) -> Result<Option<f64>, Fault> {
        let text = self.raw(column);
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        number.map(Some).ok_or_else(|| self.expected(column, "a number"))
    }

    /// A whole number from nought; none when there is none.
    pub(super) fn count(&self, column: &str) -> Result<Option<u32>, Fault> {
        let text = self.raw(column);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| self.expected(column, "a whole number from 0"))
    }

    /// A UPRN without leading noughts; empty when there is none.
    pub(super) fn uprn(&self, column: &str) -> Result<String, Fault> {
        let text = self.raw(column);
        let digits = !text.is_empty() && text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        let plain = text.trim_start_matches('0');
        if text.is_empty() || (digits && !plain.is_empty()) {
            return Ok(plain.to_owned());
        }
        if text.to_ascii_uppercase().contains("E+") {
            let what = format!("\"{}\" is a number that a spreadsheet has rounded", brief(text));
            return Err(self.fault(column, what, "format the column as text and export the file again"));
        }
        Err(self.expected(column, "a UPRN of 1 to 12 digits"))
    }

    /// A postcode as it is written on letters; empty when there is none.
    pub(super) fn postcode(&self, column: &str) -> Result<String, Fault> {
        let text = self.raw(column);
        if text.is_empty() {
            return Ok(String::new());
        }
        let letters: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let letters = letters.to_ascii_uppercase();
        let (outward, inward) = letters.split_at_checked(letters.len().saturating_sub(3)).unwrap_or_default();
        let is_outward = (2..=4).contains(&outward.len())
            && outward.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && outward.starts_with(|letter: char| letter.is_ascii_uppercase());
        let is_inward = matches!(inward.as_bytes(), [b'0'..=b'9', b'A'..=b'Z', b'A'..=b'Z']);
        if is_outward && is_inward {
            return Ok(format!("{outward} {inward}"));
        }
        Err(self.expected(column, "a postcode such as ZZ1 4QA"))
    }

    /// A day, as 2026-11-22 or 22/11/2026; none when there is none.
    pub(super) fn day(&self, column: &str) -> Result<Option<NaiveDate>, Fault> {
        let text = self.raw(column);
        if text.is_empty() {
            return Ok(None);
        }
        day(text).map(Some).ok_or_else(|| self.expected(column, "a date such as 2026-11-22 or 22/11/2026"))
    }

    /// A time of day; none when there is none.
    pub(super) fn time_of_day(&self, column: &str) -> Result<Option<NaiveTime>, Fault> {
        let text = self.raw(column);
        if text.is_empty() {
            return Ok(None);
        }
        clock(text).map(Some).ok_or_else(|| self.expected(column, "a time such as 08:00"))
    }

    /// A moment: RFC 3339, or a day and a London time, or a day alone, which is taken as `when_alone` of that day.
    pub(super) fn time(&self, column: &str, when_alone: &str) -> Result<Option<Timestamp>, Fault> {
        let text = self.raw(column);
        if text.is_empty() {
            return Ok(None);
        }
        let (date, time) = text.split_once(' ').unwrap_or((text, when_alone));
        let london = || Timestamp::parse(&format!("{}T{}", day(date)?, clock(time.trim())?.format("%H:%M:%S")));
        let read = Timestamp::parse(text).or_else(london);
        read.map(Some).ok_or_else(|| self.expected(column, "a date and time such as 2026-11-22 10:42"))
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    // chrono reads "22/11/26" by the long form too, as the year 26.
    let day = ["%Y-%m-%d", "%d/%m/%Y"].into_iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())?;
    (chrono::Datelike::year(&day) >= 1900 && chrono::Datelike::year(&day) < 2200).then_some(day)
}

fn clock(text: &str) -> Option<NaiveTime> {
    ["%H:%M", "%H:%M:%S"].into_iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok())
}
