//! Reads packs from their JSON.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, Weekday};

use super::{Compensation, Every, Figure, List, Measure, Moment, Pack, Rule, RuleName, Share, ShareTarget, Within};
use crate::{
    definition::{self, Fault, Node, Object, brief},
    working_time::{AppointmentSlot, Limit, Opening, OpeningHours},
};

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("Mon", Weekday::Mon),
    ("Tue", Weekday::Tue),
    ("Wed", Weekday::Wed),
    ("Thu", Weekday::Thu),
    ("Fri", Weekday::Fri),
    ("Sat", Weekday::Sat),
    ("Sun", Weekday::Sun),
];

const MEASURES: &[&str] = &[
    "within",
    "notice",
    "every",
    "by",
    "kept",
    "share_of_cases",
    "compensation",
    "attempts",
    "miles",
    "list",
    "counted",
    "always",
    "on_request",
];

/// What a rule says where it does not say itself.
struct Usual {
    starts: Option<NaiveDate>,
    source: String,
}

pub(super) fn pack(text: &str) -> Result<Pack, Vec<Fault>> {
    definition::read(text, |object| {
        let id = object.need("pack").and_then(|node| slug(&node, "-"));
        let landlord = object.text("landlord");
        let about = object.text_or_empty("about");
        let usual =
            Usual { starts: object.get("starts").and_then(|node| node.day()), source: object.text_or_empty("source") };
        let figures = object.list("figures").iter().filter_map(|node| figure(node, "number")).collect();
        let opening_hours = object.get("opening_hours").map(|node| opening_hours(&node)).unwrap_or_default();
        let slots = object.list("slots").iter().filter_map(slot).collect();
        let nodes = object.need("rules").map(|node| node.items()).unwrap_or_default();
        let mut seen = BTreeSet::new();
        let mut rules = Vec::with_capacity(nodes.len());
        for node in &nodes {
            let Some(rule) = node.object(|object| rule(object, &usual)).flatten() else { continue };
            if !seen.insert((rule.name, rule.class.clone(), rule.starts)) {
                let name = rule.name.name();
                node.fault(
                    format!("another \"{name}\" of this class starts on the same day"),
                    "give it another \"class\" or another \"starts\"",
                );
            }
            rules.push(rule);
        }
        Some(Pack { id: id?, landlord: landlord?, about, figures, opening_hours, slots, rules })
    })
}

fn rule(object: &mut Object, usual: &Usual) -> Option<Rule> {
    let name = object.need("rule").and_then(|node| node.one_of(RuleName::NAMES));
    let class = object.get("class").map_or_else(|| Some(String::new()), |node| slug(&node, "_"));
    let words = object.text("words");
    let otherwise = object.text_or_empty("otherwise");
    let starts = object.get("starts").map_or(usual.starts, |node| node.day());
    let ends = object.get("ends").and_then(|node| node.day());
    let source = object.get("source").map_or_else(|| Some(usual.source.clone()), |node| node.text());
    let second_hand = object.flag("second_hand");
    let share = object.get("share").and_then(|node| share(&node));
    let key = object.which(MEASURES);
    let measure = key.and_then(|key| measure(key, object));
    if starts.is_none() {
        object.node().fault("nothing says when it starts", "add \"starts\", here or for the whole pack");
    }
    if source.as_deref() == Some("") {
        object.node().fault("nothing says where it was published", "add \"source\", here or for the whole pack");
    }
    if let (Some(starts), Some(ends)) = (starts, ends)
        && ends < starts
    {
        object.node().fault("it ends before it starts", "give the later day as \"ends\"");
    }
    if measure == Some(Measure::Share) && share.is_none() {
        object.node().fault("it is a share, and does not say how large", "add \"share\", such as {\"at_least\": 80}");
    }
    Some(Rule {
        name: name?,
        class: class?,
        words: words?,
        otherwise,
        starts: starts?,
        ends,
        source: source?,
        second_hand,
        measure: measure?,
        share,
    })
}

fn measure(key: &'static str, object: &mut Object) -> Option<Measure> {
    let node = object.need(key)?;
    Some(match key {
        "within" => {
            let extension = object.get("extension").map(|node| limit(&node));
            let from = object.need("from").and_then(|node| node.one_of(Moment::NAMES));
            let limit = limit(&node);
            Measure::Within(Within { limit: limit?, from: from?, extension: extension.flatten() })
        }
        "notice" => Measure::Notice(limit(&node)?),
        "every" => {
            let early = object.get("early").map(|node| limit(&node));
            Measure::Every(Every { period: limit(&node)?, early: early.flatten() })
        }
        "by" => Measure::By(node.day()?),
        "kept" => Measure::Kept(limit(&node)?),
        "share_of_cases" => truth(&node, Measure::Share)?,
        "compensation" => Measure::Compensation(node.object(compensation).flatten()?),
        "attempts" => Measure::Attempts(node.count()?),
        "miles" => Measure::Miles(node.number()?),
        "list" => {
            let count = object.get("count").and_then(|node| node.count());
            Measure::List(list(&node, count)?)
        }
        "counted" => node.object(|object| Measure::Counted {
            code: object.text_or_empty("code"),
            per_homes: object.get("per_homes").and_then(|node| node.count()),
            in_the_last: object.get("in_the_last").and_then(|node| limit(&node)),
            by: object.list("by").iter().filter_map(Node::text).collect(),
        })?,
        "always" => truth(&node, Measure::Always)?,
        _ => truth(&node, Measure::OnRequest)?,
    })
}

/// A measure that is there or not: "false" would say that it is, and is not.
fn truth(node: &Node, measure: Measure) -> Option<Measure> {
    if node.truth()? {
        return Some(measure);
    }
    node.fault("it says that this is not so", "write true, or take the rule out");
    None
}

fn compensation(object: &mut Object) -> Option<Compensation> {
    let mut pence = |key| object.need(key).and_then(|node| node.count());
    let (below, first, daily, most) =
        (pence("below_pence"), pence("first_pence"), pence("daily_pence"), pence("at_most_pence"));
    Some(Compensation { below_pence: below?, first_pence: first?, daily_pence: daily?, at_most_pence: most? })
}

fn list(node: &Node, count: Option<usize>) -> Option<List> {
    let items = node.items();
    let names: Vec<String> = items.iter().filter_map(Node::text).collect();
    let count = count.unwrap_or(items.len());
    if names.len() > count {
        node.fault(format!("it has {} names and says {count}", names.len()), "mend \"count\" or the list");
        return None;
    }
    Some(List { count, names })
}

fn share(node: &Node) -> Option<Share> {
    node.object(|object| {
        let was = object.list("was").iter().filter_map(|node| figure(node, "percent")).collect();
        let key = object.which(&["at_least", "at_most", "under"])?;
        let value = object.need(key)?;
        let percent = value.number()?;
        if !(0.0..=100.0).contains(&percent) {
            value.fault(format!("{percent} is no percentage"), "give a number from 0 to 100");
            return None;
        }
        let target = match key {
            "at_least" => ShareTarget::AtLeast(percent),
            "at_most" => ShareTarget::AtMost(percent),
            _ => ShareTarget::Under(percent),
        };
        Some(Share { target, was })
    })
    .flatten()
}

fn figure(node: &Node, key: &'static str) -> Option<Figure> {
    node.object(|object| {
        let (of, number) = (object.text("of"), object.need(key).and_then(|node| node.number()));
        Some(Figure { of: of?, number: number? })
    })
    .flatten()
}

fn limit(node: &Node) -> Option<Limit> {
    let text = node.text()?;
    text.parse().map_err(|error: crate::working_time::LimitError| node.fault(error.to_string(), error.remedy())).ok()
}

fn opening_hours(node: &Node) -> BTreeMap<String, OpeningHours> {
    let read = |node: &Node| OpeningHours {
        openings: node.items().iter().filter_map(|node| node.object(opening).flatten()).collect(),
        on_bank_holidays: false,
    };
    node.entries().into_iter().map(|(name, node)| (name.to_owned(), read(&node))).collect()
}

fn slot(node: &Node) -> Option<AppointmentSlot> {
    node.object(|object| {
        let (name, opening) = (object.text("name"), opening(object));
        Some(AppointmentSlot { name: name?, opening: opening?, on_bank_holidays: object.flag("on_bank_holidays") })
    })
    .flatten()
}

fn opening(object: &mut Object) -> Option<Opening> {
    let days: Vec<Weekday> = object
        .need("days")
        .map(|node| node.items().iter().filter_map(|node| node.one_of(WEEKDAYS)).collect())
        .unwrap_or_default();
    let from = object.need("from").and_then(|node| node.time_of_day());
    let until_node = object.need("until");
    let until = until_node.as_ref().and_then(|node| node.time_of_day());
    let (from, until) = (from?, until?);
    if until <= from {
        until_node?.fault("it closes before it opens", "give the later time as \"until\"");
        return None;
    }
    Some(Opening { days, from, until })
}

/// A name for machines: small letters, digits, and one sign between words.
fn slug(node: &Node, between: &str) -> Option<String> {
    let text = node.text()?;
    let fine = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || between.contains(c));
    if !fine {
        node.fault(
            format!("\"{}\" is a name for machines, and has signs that such names do not have", brief(&text)),
            format!("write it in small letters and digits, with \"{between}\" between words"),
        );
    }
    fine.then_some(text)
}
