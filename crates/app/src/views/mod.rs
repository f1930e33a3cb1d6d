//! What the screens are told, made from what the crates below know: words, tones, spoken times.

pub(crate) mod alert;
pub(crate) mod alert_report;
pub(crate) mod asb;
pub(crate) mod asbestos;
pub(crate) mod competition;
pub(crate) mod contact;
pub(crate) mod drive;
pub(crate) mod event;
pub(crate) mod form;
pub(crate) mod grounds;
pub(crate) mod job;
pub(crate) mod more_work;
pub(crate) mod no_access;
pub(crate) mod office;
pub(crate) mod officer;
pub(crate) mod people;
pub(crate) mod photo;
pub(crate) mod promised;
pub(crate) mod recording;
pub(crate) mod row;
pub(crate) mod sign_off;
pub(crate) mod status;
pub(crate) mod timeline;
pub(crate) mod visit;
pub(crate) mod work;
