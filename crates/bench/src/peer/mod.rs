//! Doorstep in a comparison of sync stacks: a hub and a device that answer JSON requests, one a line.
//!
//! Their records are plain JSON; ours are jobs. [`record`] says which field is carried by what of a job, and gives the
//! record back whole. Everything between is the product's own: commit, outbox, engine, gate, log, feeds. Two things
//! that a device may not do in Doorstep are done by the landlord, through a folder beside the hub's own ([`office`]):
//! raising jobs, and inviting handhelds. Neither lies within a time or a byte that is measured, but for the invitation
//! of an empty device.

mod canonical;
mod device;
mod hub;
mod office;
mod record;

use std::io::{BufRead, Write};

use serde_json::{Value, json};

use crate::Failed;

/// Answers requests until the input ends or one says `close`.
///
/// # Errors
/// The role is unknown, or the output is closed. What a request meets is answered in its place.
pub async fn run(role: &str) -> Result<(), Failed> {
    let mut served = match role {
        "hub" => Served::Hub(hub::Hub::default()),
        "device" => Served::Device(device::Device::default()),
        _ => return Err("say 'hub' or 'device'".into()),
    };
    let mut out = std::io::stdout();
    let mut line = String::new();
    while std::io::stdin().lock().read_line(&mut line)? > 0 {
        let request: Value = serde_json::from_str(&line)?;
        line.clear();
        let op = text(&request, "op").to_owned();
        let answered = match &mut served {
            Served::Hub(hub) => hub.answer(&op, &request).await,
            Served::Device(device) => device.answer(&op, &request).await,
        };
        let answer = match answered {
            Ok(mut answer) => {
                if let Some(fields) = answer.as_object_mut() {
                    fields.insert("ok".into(), true.into());
                }
                answer
            }
            Err(error) => json!({ "ok": false, "op": op, "error": error.to_string() }),
        };
        writeln!(out, "{answer}")?;
        out.flush()?;
        if op == "close" {
            break;
        }
    }
    Ok(())
}

enum Served {
    Hub(hub::Hub),
    Device(device::Device),
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn ids(request: &Value) -> Vec<&str> {
    list(request, "ids").iter().filter_map(Value::as_str).collect()
}
