//! Prints the screens' side of `app::api` as one TypeScript file: `cargo xtask codegen` writes it where the screens
//! import it, `cargo xtask tidy` compares the two.
//!
//! Everything is sorted by name, so that the same types always print the same bytes.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Write;
use std::process::ExitCode;

use app::api::{
    AlertForm, AlertRaised, AlertReportPage, AlertReportRow, AsbPage, CodeRow, Colleague, ConcernSaved, Day, DayEnd,
    Failure, FeedbackPage, FormAnswered, FormPage, FormPaper, HomePage, HomeTimeline, Homes, IncidentSaved,
    IncidentShown, JobPage, JobRow, KeptAboutMe, LoneWorkPage, OutboxItem, PhotoImage, ProfilePage, RecordForms,
    RecordingSound, Request, Round, SealFile, Sending, SentReport, Session, SignOffPage, StreetBytes, StreetMap, Tag,
    Today, VanItem, VanTaken,
};
use ts_rs::{Config, TS, TypeVisitor};

const HEADER: &str = "\
// Generated from crates/app/src/api by `cargo xtask codegen`. Do not edit: change the Rust types and run it again.
";

/// What each request answers, by the request's name on the wire.
fn answers(types: &Config) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("session", Session::name(types)),
        ("enrol", Session::name(types)),
        ("choose_pin", Session::name(types)),
        ("unlock", Session::name(types)),
        ("recover", Session::name(types)),
        ("lock", Session::name(types)),
        ("today", Today::name(types)),
        ("search_jobs", Vec::<JobRow>::name(types)),
        ("job", JobPage::name(types)),
        ("record_event", JobPage::name(types)),
        ("record_no_access", JobPage::name(types)),
        ("record_no_adult", JobPage::name(types)),
        ("add_material", JobPage::name(types)),
        ("van_stock", Vec::<VanItem>::name(types)),
        ("van_taken", Vec::<VanTaken>::name(types)),
        ("count_van", Vec::<VanItem>::name(types)),
        ("take_from_van", JobPage::name(types)),
        ("add_labour", JobPage::name(types)),
        ("add_extra_work", JobPage::name(types)),
        ("withdraw_work", JobPage::name(types)),
        ("notice_hazard", JobPage::name(types)),
        ("rung_about", JobPage::name(types)),
        ("trades", Vec::<String>::name(types)),
        ("book_follow_on", JobPage::name(types)),
        ("record_concern", ConcernSaved::name(types)),
        ("alert_form", AlertForm::name(types)),
        ("raise_alert", AlertRaised::name(types)),
        ("alert_reports", Vec::<AlertReportRow>::name(types)),
        ("alert_report", AlertReportPage::name(types)),
        ("decide_alert", AlertReportPage::name(types)),
        ("report_incident", IncidentSaved::name(types)),
        ("incidents", Vec::<IncidentShown>::name(types)),
        ("lone_work", LoneWorkPage::name(types)),
        ("say_lone_work", LoneWorkPage::name(types)),
        ("finish_lone_work", LoneWorkPage::name(types)),
        ("sent_reports", Vec::<SentReport>::name(types)),
        ("drafts", BTreeMap::<String, String>::name(types)),
        ("keep_draft", <()>::name(types)),
        ("undo", JobPage::name(types)),
        ("running_late", JobPage::name(types)),
        ("colleagues", Vec::<Colleague>::name(types)),
        ("ask_swap", JobPage::name(types)),
        ("keep_position", JobPage::name(types)),
        ("here", Today::name(types)),
        ("day", Day::name(types)),
        ("choose_order", Today::name(types)),
        ("see_changes", JobPage::name(types)),
        ("see_given_away", Today::name(types)),
        ("day_end", DayEnd::name(types)),
        ("kept_about_me", KeptAboutMe::name(types)),
        ("choose_positions", KeptAboutMe::name(types)),
        ("edit_note", JobPage::name(types)),
        ("search_codes", Vec::<CodeRow>::name(types)),
        ("favour_code", <()>::name(types)),
        ("add_item", JobPage::name(types)),
        ("change_quantity", JobPage::name(types)),
        ("withdraw_item", JobPage::name(types)),
        ("settle", JobPage::name(types)),
        ("add_photo", JobPage::name(types)),
        ("add_recording", JobPage::name(types)),
        ("recording", RecordingSound::name(types)),
        ("caption_photo", JobPage::name(types)),
        ("redact_photo", JobPage::name(types)),
        ("mark_photo", JobPage::name(types)),
        ("drop_photo", JobPage::name(types)),
        ("photo", PhotoImage::name(types)),
        ("record_forms", RecordForms::name(types)),
        ("begin_form", FormPage::name(types)),
        ("form", FormPage::name(types)),
        ("answer_form", FormAnswered::name(types)),
        ("add_form_photo", FormPage::name(types)),
        ("add_form_sound", FormPage::name(types)),
        ("add_form_instance", FormPage::name(types)),
        ("remove_form_instance", FormPage::name(types)),
        ("form_paper", FormPaper::name(types)),
        ("finish_form", FormAnswered::name(types)),
        ("sign_off_page", SignOffPage::name(types)),
        ("sign_off", JobPage::name(types)),
        ("hand_over", Session::name(types)),
        ("seal_file", SealFile::name(types)),
        ("map", StreetMap::name(types)),
        ("map_bytes", StreetBytes::name(types)),
        ("sending", Sending::name(types)),
        ("outbox", Vec::<OutboxItem>::name(types)),
        ("send_now", Sending::name(types)),
        ("choose_photos", Sending::name(types)),
        ("homes", Homes::name(types)),
        ("home", HomePage::name(types)),
        ("round", Round::name(types)),
        ("timeline", HomeTimeline::name(types)),
        ("asb", AsbPage::name(types)),
        ("report_asb", AsbPage::name(types)),
        ("add_asb_diary", AsbPage::name(types)),
        ("assess_asb", AsbPage::name(types)),
        ("add_asb_action", AsbPage::name(types)),
        ("finish_asb_action", AsbPage::name(types)),
        ("agree_asb_contact", AsbPage::name(types)),
        ("turn_asb", AsbPage::name(types)),
        ("arrange_visit", JobPage::name(types)),
        ("feedback", FeedbackPage::name(types)),
        ("record_feedback", FeedbackPage::name(types)),
        ("take_further", FeedbackPage::name(types)),
        ("hand_over_profile", Session::name(types)),
        ("profile_page", ProfilePage::name(types)),
        ("save_profile", <()>::name(types)),
    ])
}

/// Declarations by name, gathered from a type and everything it mentions.
struct Declarations<'a> {
    types: &'a Config,
    seen: HashSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only named types of ours have a place to be written to; the others print where they are used.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let declaration = laid_out(&format!("{docs}export {}", T::decl(self.types)));
            self.by_name.insert(T::ident(self.types), declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The same declaration with one-line comments on one line, one variant to a line, fields indented and Rust's links
/// turned into plain names.
fn laid_out(declaration: &str) -> String {
    let plain = declaration.replace("[`super::", "`").replace("`]", "`");
    let broken = plain.replace(", }", ",\n}").replace("} }", "}\n}").replace(" | {", "\n| {");
    let lines: Vec<&str> = broken.lines().map(str::trim).collect();
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        rest = after;
        let indent = "  ".repeat(if line.starts_with('}') { depth.saturating_sub(1) } else { depth });
        if let ("/**", [text, "*/", after @ ..]) = (*line, after) {
            out.push_str(&format!("{indent}/** {} */\n", text.trim_start_matches('*').trim()));
            rest = after;
            continue;
        }
        let star = if line.starts_with('*') { " " } else { "" };
        out.push_str(&format!("{indent}{star}{line}\n"));
        if !line.starts_with(['*', '/']) {
            depth = (depth + line.matches('{').count()).saturating_sub(line.matches('}').count());
        }
    }
    out
}

/// The names that `Request` takes on the wire, read from its own declaration.
fn request_names(types: &Config) -> BTreeSet<String> {
    let declaration = Request::decl(types);
    declaration.split("\"name\": \"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

fn typescript() -> Result<String, String> {
    let types = Config::new().with_large_int("number");
    let answers = answers(&types);
    let requests = request_names(&types);
    let answered: BTreeSet<String> = answers.keys().map(|name| (*name).to_owned()).collect();
    if requests != answered {
        let differing: Vec<_> = requests.symmetric_difference(&answered).cloned().collect();
        return Err(format!(
            "crates/app/examples/typescript.rs and app::api::Request disagree about {}: list every request with its \
             answer in `answers`.",
            differing.join(", ")
        ));
    }

    let mut declarations = Declarations { types: &types, seen: HashSet::new(), by_name: BTreeMap::new() };
    declarations.visit::<Request>();
    declarations.visit::<Tag>();
    declarations.visit::<Failure>();
    declarations.visit::<Session>();
    declarations.visit::<Today>();
    declarations.visit::<JobPage>();
    declarations.visit::<VanItem>();
    declarations.visit::<VanTaken>();
    declarations.visit::<CodeRow>();
    declarations.visit::<ConcernSaved>();
    declarations.visit::<AlertForm>();
    declarations.visit::<AlertRaised>();
    declarations.visit::<AlertReportPage>();
    declarations.visit::<SentReport>();
    declarations.visit::<LoneWorkPage>();
    declarations.visit::<IncidentSaved>();
    declarations.visit::<IncidentShown>();
    declarations.visit::<PhotoImage>();
    declarations.visit::<RecordingSound>();
    declarations.visit::<SignOffPage>();
    declarations.visit::<SealFile>();
    declarations.visit::<OutboxItem>();
    declarations.visit::<Colleague>();
    declarations.visit::<Day>();
    declarations.visit::<DayEnd>();
    declarations.visit::<KeptAboutMe>();
    declarations.visit::<RecordForms>();
    declarations.visit::<FormAnswered>();
    declarations.visit::<Homes>();
    declarations.visit::<HomePage>();
    declarations.visit::<Round>();
    declarations.visit::<HomeTimeline>();
    declarations.visit::<AsbPage>();
    declarations.visit::<FeedbackPage>();
    declarations.visit::<ProfilePage>();
    declarations.visit::<FormPaper>();
    declarations.visit::<StreetMap>();
    declarations.visit::<StreetBytes>();

    let mut file = String::from(HEADER);
    for declaration in declarations.by_name.values() {
        file.push('\n');
        file.push_str(declaration);
    }
    file.push_str("\n/** What each request answers, by its name. */\nexport type Answers = {\n");
    for (name, answer) in &answers {
        file.push_str(&format!("  {name}: {answer};\n"));
    }
    file.push_str("};\n");
    Ok(file)
}

fn main() -> ExitCode {
    match typescript() {
        Ok(file) => match std::io::stdout().write_all(file.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
