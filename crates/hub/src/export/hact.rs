//! HACT's JobStatusUpdate and WorkOrderComplete.

use std::collections::{BTreeMap, HashSet};

use documents::seal::SealBody;
use domain::{
    author::{DeviceEntry, Written},
    id::DeviceId,
    job::{Attempt, EventKind, Item, Job, JobEvent, PhotoStage},
    sign_off::Signer,
    time::Timestamp,
};
use serde_json::{Map, Value, json};

use super::{Message, standing_seal, units::unit_code};
use crate::{attachments::hex, no_access};

/// HACT's `TradeCode` list, as its WorkOrderComplete schema has it.
const TRADES: [&str; 61] = [
    "AS", "B2", "BL", "C2", "CC", "CC-VD", "CL", "CL2", "D2", "DA", "DR", "E", "E2", "EE", "EL", "FE", "FL", "GL",
    "GM", "GM2", "GM-GA", "GM-GH", "GM-GM", "GM-GR", "GM-LI", "GM-RE", "GR", "HE", "HE-H", "JR", "M", "ME", "ME-LI",
    "M-GN", "M-HA", "P2", "PA", "PL", "PL-DR", "PL-WS", "PT", "R2", "RF", "RF-RF", "RF-RP", "SM", "SP", "SP-AS",
    "SP-CC", "SP-DA", "SP-DE", "SP-EL", "SP-EP", "SP-FS", "SP-LC", "SP-PC", "SP-RE", "SP-SC", "SP-SE", "SP-UP", "WF",
];

/// HACT's `JobStatusUpdateTypeCode` for an event.
///
/// The schema lists the codes without their meanings. Those used here are as a landlord's live service uses them
/// (LBHackney-IT/repairs-api-dotnet): 70, access denied, closes a work order for want of access
/// (`CompleteWorkOrderUseCase`); 120, job incomplete (`JobStatusUpdateStrategyFactory`). It closes completed and
/// cancelled work with 0 and the word in `OtherType`, and so does everything else here, in the words of our own log.
const fn type_code(kind: EventKind) -> &'static str {
    match kind {
        EventKind::NoAccess | EventKind::NoAdultPresent => "70",
        EventKind::Incomplete => "120",
        _ => "0",
    }
}

/// A job on its way out.
pub(super) struct Export<'a> {
    pub job: &'a Job,
    /// People's devices, without the hub's own: the landlord's system is no operative.
    pub directory: &'a [DeviceEntry],
    /// Where handhelds reach the hub; empty when unknown.
    pub address: &'a str,
    /// The M3NHF codes that the schema knows; none when there is no schema at hand.
    pub codes: Option<&'a HashSet<String>>,
}

impl Export<'_> {
    /// Every message, in the order of events.
    pub(super) fn messages(&self) -> Vec<Message> {
        let sealed = standing_seal(self.job);
        let sealed = sealed.as_ref().map(|seal| seal.body());
        // Evidence, feedback and codes go with the last outcome: what the customer was left with.
        // What was taken back at the door was never told, and where a phone was is nobody's but the landlord's.
        let mut events = self.job.standing();
        events.retain(|event| !matches!(event.kind, EventKind::Located(_)));
        let outcome = events.iter().rfind(|event| event.kind.is_outcome()).map(|event| event.id);
        let updates: Vec<Map<String, Value>> = events
            .iter()
            .map(|event| self.update(event, if Some(event.id) == outcome { Some(sealed) } else { None }))
            .collect();
        let reference = safe_name(&self.job.order.reference);
        let mut messages: Vec<Message> = Vec::with_capacity(updates.len() + 1);
        for ((number, event), update) in (1..).zip(&events).zip(&updates) {
            let mut body = update.clone();
            body.insert("RelatedWorkOrderReference".into(), self.work_order_reference());
            let kind = plain_name(event.kind);
            messages.push(Message {
                file: format!("{reference}-{number:02}-{kind}.json"),
                kind: "JobStatusUpdate",
                body: body.into(),
            });
        }
        if self.job.status().status.is_closed() {
            messages.push(Message {
                file: format!("{reference}-complete.json"),
                kind: "WorkOrderComplete",
                body: self.complete(updates),
            });
        }
        messages
    }

    fn work_order_reference(&self) -> Value {
        json!({ "ID": self.job.order.reference, "AllocatedBy": self.job.order.source })
    }

    /// What both messages say of an event; `outcome` for the one that closed the job, with its sign-off.
    fn update(&self, event: &JobEvent, outcome: Option<Option<&SealBody>>) -> Map<String, Value> {
        let mut update = Map::new();
        update.insert("Reference".into(), json!({ "ID": event.id.to_string(), "AllocatedBy": "Doorstep" }));
        update.insert("EventTime".into(), event.best_time().rfc3339().into());
        let code = type_code(event.kind);
        update.insert("TypeCode".into(), code.into());
        if code == "0" {
            update.insert("OtherType".into(), plain_name(event.kind).into());
        }
        if let Some(name) = self.person(event.written) {
            update.insert("OperativesAssigned".into(), json!([{ "NameFull": name }]));
        }
        if let (EventKind::Dispatched, Some(window)) = (event.kind, &self.job.order.appointment) {
            let time = |time| london_time(window.date, time);
            update.insert(
                "RefinedAppointmentWindow".into(),
                json!({
                    "Date": window.date.to_string(),
                    "TimeOfDay": {
                        "Name": window.name,
                        "EarliestArrivalTime": time(window.earliest),
                        "LatestArrivalTime": time(window.latest),
                    },
                }),
            );
        }
        let mut comments = vec![event.reason.clone()];
        if let Some(attempt) = self.job.attempts.iter().find(|attempt| attempt.id == event.id) {
            comments.extend(self.closed_door(&mut update, attempt));
        }
        if let Some(sealed) = outcome {
            comments.push(self.job.note.text.clone());
            self.close(&mut update, sealed);
        }
        comments.retain(|comment| !comment.trim().is_empty());
        if !comments.is_empty() {
            update.insert("Comments".into(), comments.join("\n\n").into());
        }
        update
    }

    /// What was tried at a closed door. HACT has a place for the card's photo and for the channel by which the customer was
    /// tried, but lists channels without their meanings, and has none for what was offered: that is said in words.
    fn closed_door(&self, update: &mut Map<String, Value>, attempt: &Attempt) -> Vec<String> {
        let said = &attempt.attempt;
        let shown = |photo: &&domain::job::Photo| Some(photo.id) == said.card;
        if let Some(card) = self.seen().find(shown) {
            update.insert("Evidence".into(), json!([self.evidence(card)]));
        }
        let mut comments = Vec::new();
        if let Some(tried) = no_access::tried(self.job, attempt) {
            comments.push(format!("Tried: {tried}"));
            update.insert("CustomerCommunicationChannelAttempted".into(), json!({ "Value": tried }));
        }
        comments.push(format!("Card: {}", no_access::card(attempt)));
        if !said.offered.trim().is_empty() {
            comments.push(format!("Offered: {}", said.offered.trim()));
        }
        comments
    }

    /// Photos that may be seen.
    fn seen(&self) -> impl Iterator<Item = &domain::job::Photo> {
        let redacted = domain::job::redacted(&self.job.photos);
        self.job.photos.iter().filter(move |photo| !redacted.contains(&photo.id))
    }

    /// What goes with the event that closed the job.
    fn close(&self, update: &mut Map<String, Value>, sealed: Option<&SealBody>) {
        if let Some(feedback) = sealed.and_then(feedback) {
            update.insert("CustomerFeedback".into(), feedback);
        }
        let photos: Vec<Value> = self.seen().map(|photo| self.evidence(photo)).collect();
        if !photos.is_empty() {
            update.insert("Evidence".into(), photos.into());
        }
        let added: Vec<Value> =
            self.standing().filter(|item| !item.ordered).map(|item| self.rate_schedule_item(item)).collect();
        if !added.is_empty() {
            update.insert("MoreSpecificSORCode".into(), json!({ "RateScheduleItem": added }));
        }
    }

    fn evidence(&self, photo: &domain::job::Photo) -> Value {
        let hash = hex(&photo.photo.hash);
        let stage = match photo.photo.stage {
            PhotoStage::Before => "Before the work",
            PhotoStage::During => "During the work",
            PhotoStage::After => "After the work",
        };
        let title = if photo.photo.caption.is_empty() { stage } else { photo.photo.caption.as_str() };
        let extension = photo.photo.media_type.rsplit('/').next().unwrap_or_default();
        json!({
            "Filename": format!("{}.{}", photo.id, safe_name(extension)),
            "Title": title,
            "Description": stage,
            "AsOfDate": photo.written.at.london_date().to_string(),
            "Reference": [{ "ID": hash, "Description": "SHA-256" }],
            "URI": format!("{}/v1/attachments/{hash}", self.address),
        })
    }

    fn complete(&self, updates: Vec<Map<String, Value>>) -> Value {
        let mut elements: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for item in self.standing() {
            elements.entry(&item.element).or_default().push(self.rate_schedule_item(item));
        }
        let elements: Vec<Value> = elements
            .into_iter()
            .map(|(reference, items)| {
                if reference.is_empty() {
                    json!({ "RateScheduleItem": items })
                } else {
                    json!({ "Reference": { "ID": reference }, "RateScheduleItem": items })
                }
            })
            .collect();
        let mut complete = Map::new();
        complete.insert("WorkOrderReference".into(), self.work_order_reference());
        if !elements.is_empty() {
            complete.insert("CompletedWorkElements".into(), elements.into());
        }
        let operatives = self.operatives();
        if !operatives.is_empty() {
            complete.insert("OperativesUsed".into(), operatives.into());
        }
        complete.insert("JobStatusUpdates".into(), updates.into());
        complete.into()
    }

    /// Everybody who recorded something at the door.
    fn operatives(&self) -> Vec<Value> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.job.events.iter().filter_map(|event| self.person(event.written)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let (code, words) = &self.job.order.trade;
        // Other systems have lists of their own: the same letters may be another trade there.
        let standard = self.job.order.source == crate::import::HACT && TRADES.contains(&code.as_str());
        let trade = standard.then(|| json!([{ "Code": code, "CustomName": words }]));
        names
            .into_iter()
            .map(|name| match &trade {
                Some(trade) => json!({ "NameFull": name, "Trade": trade }),
                None => json!({ "NameFull": name }),
            })
            .collect()
    }

    fn standing(&self) -> impl Iterator<Item = &Item> {
        self.job.items.iter().filter(|item| !item.is_withdrawn())
    }

    fn rate_schedule_item(&self, item: &Item) -> Value {
        let mut quantity = json!({ "Amount": [item.quantity] });
        if let (Some(code), Some(quantity)) = (unit_code(&item.unit), quantity.as_object_mut()) {
            quantity.insert("UnitOfMeasurementCode".into(), code.into());
        }
        // A code of the standard schedule that the reader's schema lacks would make the whole message invalid.
        if item.m3nhf && self.codes.is_none_or(|codes| codes.contains(&item.code)) {
            json!({ "M3NHFSORCode": item.code, "Quantity": quantity })
        } else {
            json!({ "CustomCode": item.code, "CustomName": item.description, "Quantity": quantity })
        }
    }

    fn person(&self, written: Written) -> Option<&str> {
        let device: DeviceId = written.device?;
        self.directory.iter().find(|entry| entry.device == device).map(|entry| entry.person_name.as_str())
    }
}

/// The customer's score, as HACT's customer satisfaction.
fn feedback(sealed: &SealBody) -> Option<Value> {
    let score = sealed.answer.score?;
    let when = sealed.clocks.best().rfc3339();
    let mut feedback = json!({
        "FeedbackSet": [{
            "DateTime": when,
            "Description": "Asked at the door when the work was signed off",
            "Score": [{
                "Name": "How did we do?",
                "CurrentScore": score.to_string(),
                "Minimum": "1",
                "Maximum": "5",
            }],
        }],
    });
    if let (false, Some(feedback)) = (sealed.answer.name.is_empty(), feedback.as_object_mut()) {
        let role = match &sealed.answer.signer {
            Signer::Customer | Signer::CustomerByMark => "Customer",
            Signer::Representative { relationship } => relationship,
        };
        feedback.insert("PartyProvidingFeedback".into(), json!({ "Name": sealed.answer.name, "Role": role }));
    }
    Some(feedback)
}

/// A time of day in London as RFC 3339 has it, with the offset of that day.
fn london_time(day: chrono::NaiveDate, time: chrono::NaiveTime) -> String {
    let local = day.and_time(time);
    let utc = Timestamp::parse(&local.format("%Y-%m-%dT%H:%M:%S").to_string()).map(Timestamp::milliseconds);
    let ahead = utc.map_or(0, |utc| local.and_utc().timestamp_millis().saturating_sub(utc) / 3_600_000);
    time.format(if ahead == 1 { "%H:%M:%S+01:00" } else { "%H:%M:%S+00:00" }).to_string()
}

/// The event's name without the id that a choice carries.
fn plain_name(kind: EventKind) -> String {
    match kind {
        EventKind::Settled(_) => "settled".into(),
        EventKind::AfterLeaving(_) => "after_leaving".into(),
        EventKind::SwapAsked(_) => "swap_asked".into(),
        EventKind::RunningLate(_) => "running_late".into(),
        EventKind::Undone(_) => "undone".into(),
        EventKind::Rung(_) => "rung".into(),
        EventKind::Located(_) => "located".into(),
        kind => kind.name(),
    }
}

/// A text as part of a file's name.
fn safe_name(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' }).collect()
}
