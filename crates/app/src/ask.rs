//! From a request to the file that answers it.

use domain::job::{NewHazard, NewLabour};
use serde::Serialize;
use serde_json::Value;

use crate::{
    App, Customer,
    api::{Failure, Request, Tag},
    commands, door, error, queries,
    unlocked::{self, Unlocked},
};

pub(crate) async fn answer(app: &App, request: Request, bytes: Option<Vec<u8>>) -> Result<Value, Failure> {
    app.start_sending();
    let with_customer = app.with_customer();
    if with_customer.as_ref().is_some_and(|customer| !is_for_customer(&request, customer)) {
        return Err(error::with_customer());
    }
    let signs = with_customer.is_some() && matches!(request, Request::SignOff { .. } | Request::SaveProfile { .. });
    match request {
        Request::Session => json(&door::session(app)),
        Request::Enrol { invitation } => json(&door::enrol(app, &invitation).await?),
        Request::ChoosePin { pin } => json(&door::choose_pin(app, &pin).await?),
        Request::Unlock { pin } => json(&door::unlock(app, &pin).await?),
        Request::Recover { code } => json(&door::recover(app, &code).await?),
        Request::Lock => json(&door::lock(app).await),
        Request::HandOver { job } => json(&door::hand_over(app, &job).await?),
        Request::HandOverProfile { home, person } => json(&door::hand_over_profile(app, &home, &person).await?),
        Request::SendNow => {
            app.unlocked()?;
            app.send_now();
            // Asked again: what it is at is different now.
            let unlocked = app.unlocked()?;
            blocking(move || json(&queries::sending::run(&unlocked)?)).await
        }
        Request::ChoosePhotos { on_wifi_only, kept_mb } => {
            let unlocked = app.unlocked()?;
            let sending = blocking(move || commands::choose_photos::run(&unlocked, on_wifi_only, kept_mb)).await?;
            app.photos_may_go();
            app.tell(vec![Tag::Sending]);
            json(&sending)
        }
        Request::Here { latitude, longitude, accuracy } => {
            app.unlocked()?;
            app.stand(unlocked::fix(latitude, longitude, accuracy)?);
            let unlocked = app.unlocked()?;
            let today = blocking(move || queries::today::run(&unlocked)).await?;
            app.tell(vec![Tag::Jobs]);
            json(&today)
        }
        Request::KeepPosition { job, event, latitude, longitude, accuracy } => {
            let unlocked = app.unlocked()?;
            let fix = unlocked::fix(latitude, longitude, accuracy)?;
            app.stand(fix);
            let id = job.clone();
            let page = blocking(move || commands::keep_position::run(&unlocked, &job, &event, fix)).await?;
            app.tell(vec![Tag::Job(id), Tag::Jobs, Tag::Sending]);
            app.saved(false);
            json(&page)
        }
        Request::SayLoneWork { minutes, place } => {
            let unlocked = app.unlocked()?;
            let page = blocking(move || commands::lone_work::say(&unlocked, minutes, &place)).await?;
            app.lone_work_said();
            json(&page)
        }
        Request::FinishLoneWork => {
            let unlocked = app.unlocked()?;
            let page = blocking(move || commands::lone_work::finish(&unlocked)).await?;
            app.lone_work_said();
            json(&page)
        }
        Request::Photo { hash, size } => {
            let unlocked = app.unlocked()?;
            let (image, wanted) = blocking(move || queries::photo::run(&unlocked, &hash, size)).await?;
            if wanted {
                app.photos_may_go();
            }
            json(&image)
        }
        Request::Recording { hash } => {
            let unlocked = app.unlocked()?;
            let (sound, wanted) = blocking(move || queries::recording::run(&unlocked, &hash)).await?;
            if wanted {
                app.photos_may_go();
            }
            json(&sound)
        }
        other => {
            let unlocked = app.unlocked()?;
            let changed = changed_record(&other);
            let homes = changes_homes(&other);
            let counts = matches!(other, Request::CountVan { .. });
            let reorders =
                matches!(other, Request::ChooseOrder { .. } | Request::SeeChanges { .. } | Request::SeeGivenAway);
            let altered = matches!(
                other,
                Request::RedactPhoto { .. }
                    | Request::MarkPhoto { .. }
                    | Request::AddRecording { .. }
                    | Request::AddFormSound { .. }
                    | Request::AddAsbDiary { .. }
                    | Request::SignOff { .. }
            );
            let taken = matches!(other, Request::AddPhoto { .. } | Request::AddFormPhoto { .. });
            // What a customer signs speaks of every photo that was taken before.
            if matches!(other, Request::SignOffPage { .. }) {
                app.photos_prepared().await;
            }
            let value = blocking(move || open(&unlocked, other, bytes.as_deref())).await?;
            if let Some(job) = changed {
                app.tell(vec![Tag::Job(job), Tag::Jobs, Tag::Sending]);
                app.saved(altered);
            }
            if homes {
                app.tell(vec![Tag::Homes, Tag::Jobs, Tag::Sending]);
                app.saved(altered);
            }
            if counts {
                app.tell(vec![Tag::Jobs, Tag::Sending]);
                app.saved(false);
            }
            if taken {
                app.prepare_photos();
            }
            if reorders {
                app.tell(vec![Tag::Jobs]);
            }
            if signs {
                door::lock(app).await;
            }
            Ok(value)
        }
    }
}

/// Requests that only an open handheld answers.
fn open(unlocked: &Unlocked, request: Request, bytes: Option<&[u8]>) -> Result<Value, Failure> {
    match request {
        Request::Today => json(&queries::today::run(unlocked)?),
        Request::Day { date } => json(&queries::day::run(unlocked, &date)?),
        Request::DayEnd => json(&queries::day_end::run(unlocked)?),
        Request::KeptAboutMe => json(&queries::kept_about_me::run(unlocked)?),
        Request::Colleagues => json(&queries::colleagues::run(unlocked)?),
        Request::ChooseOrder { shortest } => json(&commands::choose_order::run(unlocked, shortest)?),
        Request::ChoosePositions { kept } => json(&commands::choose_positions::run(unlocked, kept)?),
        Request::SeeChanges { job } => json(&commands::see_changes::run(unlocked, &job)?),
        Request::SeeGivenAway => json(&commands::see_changes::given_away(unlocked)?),
        Request::Undo { job, event } => json(&commands::undo::run(unlocked, &job, &event)?),
        Request::RunningLate { job, minutes } => json(&commands::running_late::run(unlocked, &job, minutes)?),
        Request::AskSwap { job, colleague, reason } => {
            json(&commands::ask_swap::run(unlocked, &job, &colleague, &reason)?)
        }
        Request::SearchJobs { text } => json(&queries::search_jobs::run(unlocked, &text)?),
        Request::Job { job } => json(&queries::job::run(unlocked, &job)?),
        Request::SearchCodes { text, trade } => json(&queries::search_codes::run(unlocked, &text, trade.as_deref())?),
        Request::SignOffPage { job, language } => json(&queries::sign_off_page::run(unlocked, &job, &language)?),
        Request::SealFile { job } => json(&queries::seal_file::run(unlocked, &job)?),
        Request::Map => json(&queries::map::run(unlocked)?),
        Request::MapBytes { area, from, length } => json(&queries::map::bytes(unlocked, &area, from, length)?),
        Request::Sending => json(&queries::sending::run(unlocked)?),
        Request::Outbox => json(&queries::outbox::run(unlocked)?),
        Request::RecordEvent { job, kind, reason } => {
            json(&commands::record_event::run(unlocked, &job, kind, reason.as_deref().unwrap_or_default())?)
        }
        Request::RecordNoAccess { job, happened, card, no_card_because, contacts, offered } => {
            let recorded = commands::record_no_access::Recorded { happened, card, no_card_because, contacts, offered };
            json(&commands::record_no_access::run(unlocked, &job, recorded)?)
        }
        Request::RecordNoAdult { job, contacts, offered } => {
            json(&commands::record_no_access::no_adult(unlocked, &job, &contacts, offered)?)
        }
        Request::AddMaterial { job, material, quantity, unit, source } => {
            json(&commands::record_work::material(unlocked, &job, &material, quantity, &unit, source)?)
        }
        Request::VanStock => json(&queries::van_stock::run(unlocked)?),
        Request::VanTaken => json(&queries::van_stock::taken_today(unlocked)?),
        Request::CountVan { van, item, counted } => json(&commands::count_van::run(unlocked, &van, &item, counted)?),
        Request::TakeFromVan { job, van, item, quantity } => {
            json(&commands::take_from_van::run(unlocked, &job, &van, &item, quantity)?)
        }
        Request::AddLabour { job, person, minutes, travel_minutes, overtime, share } => {
            let labour = NewLabour { person, minutes, travel_minutes, overtime, share };
            json(&commands::record_work::labour(unlocked, &job, labour)?)
        }
        Request::AddExtraWork { job, what, pounds, safe_to_wait } => {
            json(&commands::record_work::extra_work(unlocked, &job, &what, pounds, safe_to_wait)?)
        }
        Request::WithdrawWork { job, entry } => json(&commands::record_work::withdraw(unlocked, &job, &entry)?),
        Request::NoticeHazard { job, seen, who, danger_now } => {
            json(&commands::notice_hazard::run(unlocked, &job, NewHazard { seen, who, danger_now })?)
        }
        Request::RungAbout { job, hazard } => json(&commands::notice_hazard::rung(unlocked, &job, &hazard)?),
        Request::Trades => json(&unlocked.store.trades()?),
        Request::BookFollowOn {
            job,
            description,
            trade,
            further_trades,
            emergency,
            operatives,
            minutes,
            materials,
            preferred,
            purpose,
            made_safe,
            photos,
        } => {
            let agreed = commands::book_follow_on::Agreed {
                purpose,
                made_safe,
                photos,
                description,
                trade,
                further_trades,
                emergency,
                operatives,
                minutes,
                materials,
                preferred,
            };
            json(&commands::book_follow_on::run(unlocked, &job, agreed)?)
        }
        Request::RecordConcern { job, about, words, in_danger } => {
            json(&commands::record_concern::run(unlocked, job.as_deref(), about, &words, in_danger)?)
        }
        Request::AlertForm { record } => json(&queries::alert_form::run(unlocked, &record)?),
        Request::RaiseAlert { record, said } => json(&commands::raise_alert::run(unlocked, &record, said)?),
        Request::AlertReports => json(&queries::alert_reports::list(unlocked)?),
        Request::AlertReport { report } => json(&queries::alert_reports::run(unlocked, &report)?),
        Request::DecideAlert { report, verdict } => json(&commands::decide_alert::run(unlocked, &report, verdict)?),
        Request::ReportIncident { record, kind, words, place, hurt } => {
            json(&commands::report_incident::run(unlocked, record.as_deref(), kind, &words, &place, hurt)?)
        }
        Request::Incidents => json(&queries::incidents::run(unlocked)?),
        Request::LoneWork => json(&queries::lone_work::run(unlocked)?),
        Request::SentReports => json(&queries::sent_reports::run(unlocked)?),
        Request::Drafts => json(&unlocked.store.drafts()?),
        Request::KeepDraft { key, text } => json(&unlocked.store.keep_draft(&key, &text)?),
        Request::EditNote { job, version, text } => json(&commands::edit_note::run(unlocked, &job, &version, &text)?),
        Request::FavourCode { code, favourite } => json(&unlocked.store.favour_code(&code, favourite)?),
        Request::AddItem { job, code, quantity } => json(&commands::add_item::run(unlocked, &job, &code, quantity)?),
        Request::ChangeQuantity { job, item, quantity } => {
            json(&commands::change_quantity::run(unlocked, &job, &item, quantity)?)
        }
        Request::WithdrawItem { job, item } => json(&commands::withdraw_item::run(unlocked, &job, &item)?),
        Request::Settle { job, field, side } => json(&commands::settle::run(unlocked, &job, &field, &side)?),
        Request::AddPhoto { job, stage, caption } => {
            json(&commands::add_photo::run(unlocked, &job, stage, &caption, bytes)?)
        }
        Request::AddRecording { job, milliseconds } => {
            json(&commands::add_recording::run(unlocked, &job, milliseconds, bytes)?)
        }
        Request::CaptionPhoto { job, photo, caption } => {
            json(&commands::caption_photo::run(unlocked, &job, &photo, &caption)?)
        }
        Request::RedactPhoto { job, photo, patches } => {
            json(&commands::alter_photo::redact(unlocked, &job, &photo, &patches)?)
        }
        Request::MarkPhoto { job, photo, marks } => json(&commands::alter_photo::mark(unlocked, &job, &photo, &marks)?),
        Request::DropPhoto { job, photo } => json(&commands::drop_photo::run(unlocked, &job, &photo)?),
        Request::RecordForms { record } => json(&queries::form::list(unlocked, &record)?),
        Request::BeginForm { record, form } => json(&commands::fill_form::begin(unlocked, &record, &form)?),
        Request::Form { record, form } => json(&queries::form::run(unlocked, &record, &form)?),
        Request::AnswerForm { record, form, replies } => {
            json(&commands::fill_form::answer(unlocked, &record, &form, replies)?)
        }
        Request::AddFormPhoto { record, form, field } => {
            json(&commands::fill_form::photo(unlocked, &record, &form, &field, bytes)?)
        }
        Request::AddFormSound { record, form, field, milliseconds } => {
            json(&commands::fill_form::sound(unlocked, &record, &form, &field, milliseconds, bytes)?)
        }
        Request::AddFormInstance { record, form, repeat } => {
            json(&commands::fill_form::add(unlocked, &record, &form, &repeat)?)
        }
        Request::RemoveFormInstance { record, form, repeat, instance } => {
            json(&commands::fill_form::remove(unlocked, &record, &form, &repeat, &instance)?)
        }
        Request::FormPaper { record, form } => json(&queries::form_paper::run(unlocked, &record, &form)?),
        Request::FinishForm { record, form } => json(&commands::fill_form::finish(unlocked, &record, &form)?),
        Request::SignOff { job, digest, language, answer } => {
            json(&commands::sign_off::run(unlocked, &job, &digest, &language, answer, bytes)?)
        }
        Request::Homes { text } => json(&queries::officer::homes::run(unlocked, &text)?),
        Request::Round { month, a_day } => json(&queries::officer::round::run(unlocked, month.as_deref(), a_day)?),
        Request::Home { home } => json(&queries::officer::home::run(unlocked, &home)?),
        Request::Timeline { home, person } => {
            json(&queries::officer::timeline::run(unlocked, &home, person.as_deref())?)
        }
        Request::Asb { report } => json(&queries::officer::asb::run(unlocked, &report)?),
        Request::ReportAsb { home, said } => json(&commands::officer::asb::report(unlocked, &home, said)?),
        Request::AddAsbDiary { report, happened, milliseconds } => {
            json(&commands::officer::asb::diary(unlocked, &report, happened, milliseconds, bytes)?)
        }
        Request::AssessAsb { report, answers } => json(&commands::officer::asb::assess(unlocked, &report, &answers)?),
        Request::AddAsbAction { report, what, who, by } => {
            json(&commands::officer::asb::act(unlocked, &report, &what, &who, by.as_deref())?)
        }
        Request::FinishAsbAction { report, action, words } => {
            json(&commands::officer::asb::finish(unlocked, &report, &action, &words)?)
        }
        Request::AgreeAsbContact { report, how, how_often, not_when } => {
            json(&commands::officer::asb::agree(unlocked, &report, how, &how_often, &not_when)?)
        }
        Request::TurnAsb { report, closed, reason } => {
            json(&commands::officer::asb::turn(unlocked, &report, closed, &reason)?)
        }
        Request::ArrangeVisit { home, kind, slot, wishes } => {
            json(&commands::officer::arrange_visit::run(unlocked, &home, kind, slot.as_deref(), &wishes)?)
        }
        Request::Feedback { feedback } => json(&queries::officer::feedback::run(unlocked, &feedback)?),
        Request::RecordFeedback { home, said } => {
            json(&commands::officer::record_feedback::run(unlocked, &home, said)?)
        }
        Request::TakeFurther { feedback, words } => {
            json(&commands::officer::take_further::run(unlocked, &feedback, &words)?)
        }
        Request::ProfilePage { home, person, replies } => {
            json(&queries::officer::profile::run(unlocked, &home, &person, &replies)?)
        }
        Request::SaveProfile { home, person, replies } => {
            json(&commands::officer::save_profile::run(unlocked, &home, &person, &replies)?)
        }
        Request::Session
        | Request::Enrol { .. }
        | Request::ChoosePin { .. }
        | Request::Unlock { .. }
        | Request::Recover { .. }
        | Request::Lock
        | Request::HandOver { .. }
        | Request::HandOverProfile { .. }
        | Request::Photo { .. }
        | Request::SayLoneWork { .. }
        | Request::FinishLoneWork
        | Request::Here { .. }
        | Request::KeepPosition { .. }
        | Request::Recording { .. }
        | Request::ChoosePhotos { .. }
        | Request::SendNow => Err(error::internal(&"a request at the door came past it")),
    }
}

/// What a customer who holds the phone may have answered: their own page, their signature, and locking it.
fn is_for_customer(request: &Request, customer: &Customer) -> bool {
    match (request, customer) {
        (Request::Session | Request::Lock, _) => true,
        (Request::SignOffPage { job, .. } | Request::SignOff { job, .. }, Customer::OfJob(theirs)) => job == theirs,
        (
            Request::ProfilePage { home, person, .. } | Request::SaveProfile { home, person, .. },
            Customer::OfProfile(theirs),
        ) => *home == theirs.home && *person == theirs.person,
        _ => false,
    }
}

/// True for what changes an officer's lists.
const fn changes_homes(request: &Request) -> bool {
    matches!(
        request,
        Request::ArrangeVisit { .. }
            | Request::RecordFeedback { .. }
            | Request::TakeFurther { .. }
            | Request::ReportAsb { .. }
            | Request::AddAsbDiary { .. }
            | Request::AssessAsb { .. }
            | Request::AddAsbAction { .. }
            | Request::FinishAsbAction { .. }
            | Request::AgreeAsbContact { .. }
            | Request::TurnAsb { .. }
            | Request::SaveProfile { .. }
            | Request::DecideAlert { .. }
            | Request::RaiseAlert { .. }
            | Request::ReportIncident { .. }
    )
}

/// The record that a request changes.
fn changed_record(request: &Request) -> Option<String> {
    match request {
        Request::RecordEvent { job, .. }
        | Request::RecordNoAccess { job, .. }
        | Request::RecordNoAdult { job, .. }
        | Request::AddMaterial { job, .. }
        | Request::TakeFromVan { job, .. }
        | Request::AddLabour { job, .. }
        | Request::AddExtraWork { job, .. }
        | Request::WithdrawWork { job, .. }
        | Request::NoticeHazard { job, .. }
        | Request::RungAbout { job, .. }
        | Request::BookFollowOn { job, .. }
        | Request::Undo { job, .. }
        | Request::RunningLate { job, .. }
        | Request::AskSwap { job, .. }
        | Request::EditNote { job, .. }
        | Request::AddItem { job, .. }
        | Request::ChangeQuantity { job, .. }
        | Request::WithdrawItem { job, .. }
        | Request::Settle { job, .. }
        | Request::AddPhoto { job, .. }
        | Request::AddRecording { job, .. }
        | Request::CaptionPhoto { job, .. }
        | Request::RedactPhoto { job, .. }
        | Request::MarkPhoto { job, .. }
        | Request::DropPhoto { job, .. }
        | Request::SignOff { job, .. } => Some(job.clone()),
        Request::RaiseAlert { record, .. }
        | Request::BeginForm { record, .. }
        | Request::AnswerForm { record, .. }
        | Request::AddFormPhoto { record, .. }
        | Request::AddFormSound { record, .. }
        | Request::AddFormInstance { record, .. }
        | Request::RemoveFormInstance { record, .. }
        | Request::FinishForm { record, .. } => Some(record.clone()),
        _ => None,
    }
}

fn json(value: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(|error| error::internal(&error))
}

/// Runs work that waits for the disk where it holds nobody up.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(error::internal(&error)))
}
