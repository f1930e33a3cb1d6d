//! What screens ask to see. Each reads; lists read rows and never load a record.

pub(crate) mod alert_form;
pub(crate) mod alert_reports;
pub(crate) mod colleagues;
pub(crate) mod day;
pub(crate) mod day_end;
pub(crate) mod form;
pub(crate) mod form_paper;
pub(crate) mod incidents;
pub(crate) mod job;
pub(crate) mod kept_about_me;
pub(crate) mod lone_work;
pub(crate) mod map;
pub(crate) mod officer;
pub(crate) mod outbox;
pub(crate) mod photo;
pub(crate) mod recording;
pub(crate) mod seal_file;
pub(crate) mod search_codes;
pub(crate) mod search_jobs;
pub(crate) mod sending;
pub(crate) mod sent_reports;
pub(crate) mod sign_off_page;
pub(crate) mod today;
pub(crate) mod van_stock;
