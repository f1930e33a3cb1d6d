//! What expressions come to, and what is said of those that are none.

use std::{cell::Cell, collections::BTreeMap};

use proptest::prelude::*;

use super::*;
use crate::{form::Value, time::Timestamp};

/// Ada at 34, with two children, on a Sunday in November.
struct Ada {
    answers: BTreeMap<&'static str, Vec<Value>>,
    here: Value,
    looked: Cell<u32>,
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

impl Ada {
    fn new(here: Value) -> Self {
        let answers = BTreeMap::from([
            ("name", vec![text("Ada")]),
            ("age", vec![Value::Number(34.0)]),
            ("pets", vec![Value::Nothing]),
            ("needs", vec![Value::Choices(vec!["sight".into(), "stairs".into()])]),
            ("owns", vec![Value::Truth(false)]),
            ("born", vec![Value::Date("1992-03-29".parse().unwrap())]),
            ("child_age", vec![Value::Number(4.0), Value::Nothing, Value::Number(9.0)]),
        ]);
        Self { answers, here, looked: Cell::new(0) }
    }
}

impl Scope for Ada {
    fn answer(&self, name: &str) -> Value {
        self.looked.set(self.looked.get() + 1);
        self.answers(name).into_iter().next().unwrap_or_default()
    }
    fn answers(&self, name: &str) -> Vec<Value> {
        self.answers.get(name).cloned().unwrap_or_default()
    }
    fn is_declined(&self, name: &str) -> bool {
        name == "pets"
    }
    fn is_unknown(&self, _: &str) -> bool {
        false
    }
    fn here(&self) -> Value {
        self.here.clone()
    }
    fn column(&self, name: &str) -> Value {
        if name == "county" { text("Lancashire") } else { Value::Nothing }
    }
    fn position(&self) -> usize {
        2
    }
    fn choice_words(&self, question: &str, choice: &str) -> String {
        format!("{choice} of {question}")
    }
    fn now(&self) -> Timestamp {
        Timestamp::parse("2026-11-22T10:42:00").unwrap()
    }
}

fn says(expression: &str) -> String {
    Expression::parse(expression).unwrap().evaluate(&Ada::new(Value::Number(7.0))).to_text()
}

#[test]
fn expressions_come_to_what_an_xlsform_author_expects() {
    let table = [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("- 2 - -3", "1"),
        ("7 div 2", "3.5"),
        ("7 mod 2", "1"),
        ("${age} >= 18 and ${age} < 65", "yes"),
        ("${age}>=18 or ${nothing} = 'x'", "yes"),
        ("${name} = 'Ada'", "yes"),
        ("${name} != \"Ada\"", "no"),
        ("${name} = ‘Ada’", "yes"),
        ("${pets} = ''", "yes"),
        ("${pets} > 0", "no"),
        ("not(${pets} > 0)", "yes"),
        ("${owns} = 'no'", "yes"),
        ("${pets} = 'no'", "no"),
        ("selected(${needs}, 'stairs')", "yes"),
        ("selected(${needs}, 'stair')", "no"),
        ("count-selected(${needs})", "2"),
        ("selected-at(${needs}, 1)", "stairs"),
        ("if(${age} > 18, 'adult', 'child')", "adult"),
        ("coalesce(${pets}, ${name})", "Ada"),
        ("count(${child_age})", "3"),
        ("count-non-empty(${child_age})", "2"),
        ("sum(${child_age})", "13"),
        ("max(${child_age})", "9"),
        ("min(${child_age}, 2)", "2"),
        ("join(', ', ${child_age})", "4, , 9"),
        ("round(2.5)", "3"),
        ("round(12.3456, 2)", "12.35"),
        ("int(7.9)", "7"),
        ("floor(0 - 7.1)", "-8"),
        ("ceiling(7.1)", "8"),
        (". > 5 and . <= 10", "yes"),
        ("regex(., '[0-9]')", "yes"),
        ("regex('70', '[0-9]')", "no"),
        ("today()", "2026-11-22"),
        ("today() - 1 = date('2026-11-21')", "yes"),
        ("${born} < today() - 365.25 * 18", "yes"),
        ("int((today() - ${born}) div 365.25)", "34"),
        ("date('2026-11-30') > today()", "yes"),
        ("format-date(today(), '%e %b %Y')", "22 Nov 2026"),
        ("format-date(now(), '%H:%M')", "10:42"),
        ("decimal-date-time('2026-11-22')", "20779"),
        ("concat(${name}, ' ', 1)", "Ada 1"),
        ("string-length(${name})", "3"),
        ("substr(${name}, 1)", "da"),
        ("substr(${name}, 0, 1)", "A"),
        ("contains(${name}, 'd') and starts-with(${name}, 'A') and ends-with(${name}, 'a')", "yes"),
        ("upper-case(${name})", "ADA"),
        ("normalize-space('  a   b ')", "a b"),
        ("number('12.5') * 2", "25"),
        ("number('twelve')", "NaN"),
        ("true() and not(false())", "yes"),
        ("TRUE and not(FALSE)", "yes"),
        ("./age = 34", "yes"),
        ("position(..)", "2"),
        ("jr:choice-name(${name}, '${name}')", "Ada of name"),
        ("county = 'Lancashire'", "yes"),
        ("declined(${pets})", "yes"),
        ("answered(${age}) and not(answered(${pets}))", "yes"),
        ("pow(2, 10)", "1024"),
        ("1 = 1 AND 2 = 2", "yes"),
        ("(1 = 1) + (1 = 2) + (3 = 3)", "2"),
        (".5 + .25", "0.75"),
        ("../age + /data/group/age", "68"),
        ("selected(../../needs, 'sight')", "yes"),
        ("current()/../age = 34", "yes"),
        ("inputs/age = 34", "yes"),
    ];
    for (expression, expected) in table {
        assert_eq!(says(expression), expected, "{expression}");
    }
}

#[test]
fn what_follows_a_settled_or_is_not_looked_at() {
    let ada = Ada::new(Value::Nothing);
    assert!(Expression::parse("1 = 1 or ${age} = 1").unwrap().holds(&ada));
    assert_eq!(ada.looked.get(), 0);
}

#[test]
fn an_expression_that_is_none_says_where_and_what_to_write() {
    let faults: Vec<String> = [
        "",
        "${age} >",
        "${age} 5",
        "selected(${needs})",
        "slected(${needs}, 'a')",
        "pulldata('homes', 'a', 'b', ${name})",
        "${age",
        "'Ada",
        "../ = 1",
        "/ = 1",
        "../inputs/.. = 1",
        "once(random())",
        "regex(., '(?=a)b')",
        "regex(., ${name})",
        "count(${child}[. > 3])",
        "${a} # 2",
        "1.2.3",
        "position(${a})",
        "(1 + 2",
        "${last-saved#age}",
    ]
    .into_iter()
    .map(|text| {
        let error = Expression::parse(text).unwrap_err();
        format!("{text}\n    {error}: {}", error.remedy)
    })
    .collect();
    insta::assert_snapshot!(faults.join("\n"));
}

#[test]
fn the_deepest_and_the_longest_are_refused_and_do_no_harm() {
    let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(Expression::parse(&deep).is_err());
    assert!(Expression::parse(&"-".repeat(9_000)).is_err());
    assert!(Expression::parse(&"not(".repeat(2_000)).is_err());
    assert!(Expression::parse(&format!("1{}", " + 1".repeat(2_400))).is_ok());
    assert!(Expression::parse("regex(., '(a{1000}){1000}')").is_err(), "a pattern that would need megabytes");
}

proptest! {
    #[test]
    fn any_text_is_an_expression_or_a_fault(text in "[ -~é‘’]{0,60}") {
        if let Ok(expression) = Expression::parse(&text) {
            let _value = expression.evaluate(&Ada::new(Value::Nothing));
        }
    }

    #[test]
    fn any_words_of_the_language_are_an_expression_or_a_fault(words in prop::collection::vec(prop::sample::select(vec![
        "${age}", "${needs}", "'a'", "1", ".", "..", "(", ")", ",", "and", "or", "not(", "selected(", "if(", "=", "!=", "<",
        "-", "+", "*", "div", "mod", "today()", "sum(", "count(", "date(", "round(", "substr(", "regex(", "position(",
    ]), 0..14)) {
        if let Ok(expression) = Expression::parse(&words.join(" ")) {
            let _value = expression.evaluate(&Ada::new(Value::Number(1.0)));
        }
    }
}
