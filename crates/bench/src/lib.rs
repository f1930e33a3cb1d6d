//! Measurements of Doorstep: a development tool, never shipped.
//!
//! `doorstep-bench` measures what people and landlords feel (start, list, search, save, sync) as ratios to a floor that
//! is measured in the same run, and sets each beside its budget. `doorstep-bench-peer` lends Doorstep to a comparison of
//! sync stacks that speaks a line protocol. Both drive the real store, the real engine and the real hub over loopback.

pub mod branch;
pub mod carrier;
pub mod cpu;
pub mod figures;
pub mod floor;
pub mod measure;
pub mod orders;
pub mod peer;
pub mod phone;
pub mod proxy;
pub mod town;

/// Why a measurement could not be made: for the person at the terminal.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;

/// A work order on its way into a hub, without alerts and not closed.
#[must_use]
pub fn plan_of(order: domain::job::WorkOrder) -> hub::plan::Raising {
    hub::plan::Raising { order, alerts: Vec::new(), closed: None }
}
