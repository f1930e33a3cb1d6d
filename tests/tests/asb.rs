//! Anti-social behaviour: Samira reports, keeps a diary over weeks, and what two officers write without a signal is kept;
//! and no operative's handheld holds a word of it, nor is it ever seen next door, and it leaves whoever may read it no longer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::{collections::BTreeMap, path::Path};

use app::api::{
    AsbHappened, AsbKind, AsbPage, AsbRiskAnswer, AsbSaid, HomePage, HomeTimeline, Homes, RecordingSound, ReplyBy,
    Request,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hub::{
    import::{Format, Options},
    plan::Group,
};
use tests::{Handheld, TEAM, Town, bytes::Bytes};

const JOB: &str = "20000417";

async fn town() -> Town {
    let town = Town::new().await;
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let options = Options { team: TEAM.into(), ..Options::default() };
    for (format, file) in [(Format::CsvTenancies, "tenancies.csv"), (Format::HackneyWorkOrders, "work-order.json")] {
        let report = town.hub().import(format, &fixtures.join(file), &options).unwrap();
        assert!(report.faults.is_empty(), "{report:?}");
    }
    town
}

async fn home(officer: &Handheld, typed: &str) -> HomePage {
    let homes: Homes =
        officer.until(Request::Homes { text: typed.to_owned() }, |homes: &Homes| !homes.homes.is_empty()).await;
    officer.get(Request::Home { home: homes.homes[0].id.clone() }).await
}

fn drums() -> AsbSaid {
    AsbSaid {
        kind: AsbKind::Noise,
        words: "DRUMSUNTILTWO every night.".to_owned(),
        since: "Since March".to_owned(),
        place: "The flat above".to_owned(),
        affected: "My mother cannot sleep".to_owned(),
        about: "Wilf Arkwright at number 9".to_owned(),
        customer: "Samira Haddad".to_owned(),
        kept_apart: false,
    }
}

/// A night in November.
fn at_night(day: u32, words: &str) -> AsbHappened {
    let (day, time) = (format!("2026-11-{day:02}"), "23:30".to_owned());
    AsbHappened { day, time, words: words.to_owned(), affected: "Awake until three".to_owned() }
}

fn diary(report: &str, day: u32, words: &str) -> Request {
    Request::AddAsbDiary { report: report.to_owned(), happened: at_night(day, words), milliseconds: None }
}

fn agree(report: &str, not_when: &str) -> Request {
    Request::AgreeAsbContact {
        report: report.to_owned(),
        how: ReplyBy::Text,
        how_often: "every Friday".to_owned(),
        not_when: not_when.to_owned(),
    }
}

/// What somebody says: bytes that are no words.
fn her_voice() -> Vec<u8> {
    [0x1A, 0x45, 0xDF, 0xA3].into_iter().chain((0..=250).cycle().take(20_000)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn samira_keeps_a_diary_two_officers_both_keep_theirs_and_nobody_else_holds_a_word() {
    let mut town = town().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.job(JOB).await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let omar = town.officer("Omar Reid", "Tablet 4", "E9-NORTH").await;
    let sofa = home(&noor, "haddad").await;

    // No signal: a report, an entry that is typed and one that is spoken.
    town.stop_hub().await;
    let reported = Request::ReportAsb { home: sofa.row.id.clone(), said: drums() };
    let page: AsbPage = noor.get(reported).await;
    let report = page.row.id.clone();
    assert_eq!((page.row.standing.as_str(), page.row.waiting), ("Open, no diary entry yet", 1));
    noor.get::<AsbPage>(diary(&report, 6, "BASSTHROUGHWALL since ten.")).await;
    let spoken =
        Request::AddAsbDiary { report: report.clone(), happened: at_night(13, ""), milliseconds: Some(42_000) };
    noor.ask_with(spoken, her_voice()).await.unwrap();
    let noor = noor.restart().await;
    let asked = Request::Asb { report: report.clone() };
    let page: AsbPage = noor.get(asked.clone()).await;
    assert_eq!((page.diary.len(), page.row.waiting), (2, 3));
    let voice = page.diary.iter().find_map(|entry| entry.spoken.clone()).unwrap();
    assert_eq!(voice.length, "0:42");
    town.start_hub().await;
    noor.in_step().await;
    omar.in_step().await;

    // Omar has the patch too: he reads it, hears it, and both go on without a signal.
    omar.until(asked.clone(), |page: &AsbPage| page.diary.len() == 2).await;
    let heard: RecordingSound =
        omar.until(Request::Recording { hash: voice.hash }, |sound: &RecordingSound| sound.base64.is_some()).await;
    assert_eq!(STANDARD.decode(heard.base64.unwrap()).unwrap(), her_voice());
    town.stop_hub().await;
    noor.get::<AsbPage>(diary(&report, 20, "They shouted at her.")).await;
    let answers = BTreeMap::from([
        ("threatened".to_owned(), AsbRiskAnswer::Yes),
        ("alone".to_owned(), AsbRiskAnswer::RatherNotSay),
    ]);
    let page: AsbPage = noor.get(Request::AssessAsb { report: report.clone(), answers }).await;
    assert!(page.row.at_once, "somebody was threatened");
    noor.get::<AsbPage>(agree(&report, "after 18:00")).await;
    omar.get::<AsbPage>(agree(&report, "")).await;
    let omar = omar.restart().await;
    omar.get::<AsbPage>(diary(&report, 20, "Quiet until midnight, then drums.")).await;
    let act = Request::AddAsbAction {
        report: report.clone(),
        what: "Write to the flat above".to_owned(),
        who: "Omar Reid".to_owned(),
        by: Some("2026-01-02".to_owned()),
    };
    omar.get::<AsbPage>(act).await;
    town.start_hub().await;
    noor.in_step().await;
    omar.in_step().await;
    noor.in_step().await;
    for officer in [&noor, &omar] {
        let whole = |page: &AsbPage| page.diary.len() == 4 && page.actions.len() == 1 && page.contact.len() == 2;
        let page = officer.until(asked.clone(), whole).await;
        assert!(page.diary[3].happened.contains("6 Nov"), "the oldest is last: {:?}", page.diary);
        // Neither had heard of the other: when she must not be reached is not lost by that.
        assert!(page.contact.iter().all(|agreed| agreed.words == "Text message, every Friday"), "{:?}", page.contact);
        assert!(page.contact.iter().any(|agreed| agreed.not_when == "after 18:00"));
        assert_eq!((page.actions[0].who.as_str(), page.actions[0].standing.as_str()), ("Omar Reid", "Overdue"));
        let alone = page.risk.iter().find(|question| question.name == "alone").unwrap();
        assert_eq!(alone.answered, "Would rather not say");
    }

    // It stands in Samira's timeline and among what was promised to her, and never next door, whoever it is about.
    let timeline = |home: &str| Request::Timeline { home: home.to_owned(), person: None };
    let shown: HomeTimeline = noor.get(timeline(&sofa.row.id)).await;
    assert!(shown.entries.iter().any(|entry| entry.title == "Noise reported by Samira Haddad"));
    assert!(shown.promised.iter().any(|promised| promised.what == "Write to the flat above" && promised.open));
    let next_door = home(&noor, "arkwright").await;
    let wilfs: HomeTimeline = noor.get(timeline(&next_door.row.id)).await;
    let wilfs = format!("{wilfs:?}{next_door:?}");
    assert!(!wilfs.contains("DRUMSUNTILTWO") && !wilfs.contains("Samira"), "{wilfs}");

    let page: AsbPage = noor.get(agree(&report, "after 18:00, nor at weekends")).await;
    assert_eq!((page.contact.len(), page.contact_before.len()), (1, 2));

    // Done, and closed with a reason; a diary entry that comes after it is kept all the same, and does not lie unread.
    let page: AsbPage = noor.get(asked.clone()).await;
    let done = Request::FinishAsbAction {
        report: report.clone(),
        action: page.actions[0].id.clone(),
        words: "Sent by hand".to_owned(),
    };
    let page: AsbPage = noor.get(done).await;
    assert_eq!(page.actions[0].standing, "Done late");
    let turn = |closed, reason: &str| Request::TurnAsb { report: report.clone(), closed, reason: reason.to_owned() };
    let page: AsbPage = noor.get(turn(true, "They moved out")).await;
    assert!(!page.row.open && !page.row.at_once && page.unseen.is_empty());
    let page: AsbPage = omar.get(diary(&report, 26, "And back again.")).await;
    assert!(page.row.open, "Omar has not heard that it is closed");
    noor.in_step().await;
    omar.in_step().await;
    noor.in_step().await;
    let page = noor.until(asked.clone(), |page: &AsbPage| page.diary.len() == 5).await;
    assert_eq!(page.unseen, "1 entry was written that whoever closed it had not seen");
    assert!(!page.row.open && page.row.unseen && page.row.at_once, "{:?}", page.row);
    assert_eq!(town.hub().asb_reports(true).unwrap().len(), 1, "it stands with those that are open");
    let page: AsbPage = noor.get(turn(false, "They came back")).await;
    assert_eq!((page.row.open, page.turns.len(), page.diary.len()), (true, 2, 5));
    noor.in_step().await;
    let at_hub = town.hub().asb_report(&page.reference).unwrap();
    assert_eq!((at_hub.person.as_str(), at_hub.record.diary.len()), ("Noor Aziz", 5));
    assert_eq!(town.hub().asb_reports(true).unwrap().len(), 1);
    let nobodys = town.hub().asb_report("D-NOTTHERE").unwrap_err();
    assert!(nobodys.to_string().contains("asb list"), "{nobodys}");

    // Ada repairs at that estate, and her handheld holds nothing of it.
    ada.in_step().await;
    let adas = Bytes::of(&ada.close().await);
    for word in ["DRUMSUNTILTWO", "BASSTHROUGHWALL", "asb_report\u{0}", "Arkwright", "threatened\u{0}"] {
        assert!(!adas.have(word), "an operative's handheld holds {word:?}");
    }
    let noors = Bytes::of(&noor.close().await);
    assert!(noors.have("DRUMSUNTILTWO") && noors.have("BASSTHROUGHWALL"));
}

#[tokio::test(flavor = "multi_thread")]
async fn omar_has_the_patch_no_longer_and_every_word_and_sound_of_it_leaves_his_tablet() {
    let town = town().await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let omar = town.officer("Omar Reid", "Tablet 4", "E9-NORTH").await;
    let joan = town.officer("Joan Ellis", "Tablet 9", "E9-SOUTH").await;
    let sofa = home(&noor, "haddad").await;
    let page: AsbPage = noor.get(Request::ReportAsb { home: sofa.row.id.clone(), said: drums() }).await;
    let report = page.row.id.clone();
    let spoken =
        Request::AddAsbDiary { report: report.clone(), happened: at_night(13, ""), milliseconds: Some(42_000) };
    noor.ask_with(spoken, her_voice()).await.unwrap();
    noor.in_step().await;
    omar.in_step().await;
    let asked = Request::Asb { report: report.clone() };
    let page = omar.until(asked.clone(), |page: &AsbPage| page.diary.len() == 1).await;
    let hash = page.diary[0].spoken.clone().unwrap().hash;
    let sound = Request::Recording { hash };
    omar.until(sound.clone(), |sound: &RecordingSound| sound.base64.is_some()).await;

    town.hub().leave("Omar Reid", &Group::Patch("E9-NORTH".into())).unwrap();
    omar.in_step().await;
    omar.in_step().await;
    assert_eq!(omar.refused(asked.clone()).await.code, "asb_unknown");
    assert_eq!(omar.refused(sound).await.code, "recording_unknown");
    assert_eq!(omar.refused(diary(&report, 20, "Drums")).await.code, "asb_unknown");
    let omars = Bytes::of(&omar.close().await);
    assert!(!omars.have("DRUMSUNTILTWO") && !omars.have("Haddad"));
    // Whoever has another patch never had it; whoever has this one keeps it.
    joan.in_step().await;
    assert_eq!(joan.refused(asked.clone()).await.code, "asb_unknown");
    assert!(!Bytes::of(&joan.close().await).have("DRUMSUNTILTWO"));
    assert_eq!(noor.get::<AsbPage>(asked).await.diary.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_or_cannot_be_is_said_in_words_and_nothing_is_saved() {
    let town = town().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let sofa = home(&noor, "haddad").await;
    let said = |said| Request::ReportAsb { home: sofa.row.id.clone(), said };
    assert_eq!(noor.refused(said(AsbSaid { words: "  ".to_owned(), ..drums() })).await.code, "asb_empty");
    assert_eq!(noor.refused(said(AsbSaid { customer: String::new(), ..drums() })).await.code, "asb_nobody");
    assert_eq!(noor.refused(said(AsbSaid { words: "x".repeat(12_001), ..drums() })).await.code, "too_long");
    assert_eq!(ada.refused(said(drums())).await.code, "home_unknown");
    let page: AsbPage = noor.get(said(AsbSaid { kept_apart: true, ..drums() })).await;
    let report = page.row.id;
    assert_eq!(noor.refused(diary(&report, 20, "")).await.code, "asb_diary_empty");
    let ahead = AsbHappened { day: "2999-01-01".to_owned(), ..at_night(20, "Drums") };
    let ahead = Request::AddAsbDiary { report: report.clone(), happened: ahead, milliseconds: None };
    assert_eq!(noor.refused(ahead).await.code, "asb_ahead");
    let never = AsbHappened { day: "yesterday".to_owned(), ..at_night(20, "Drums") };
    let never = Request::AddAsbDiary { report: report.clone(), happened: never, milliseconds: None };
    assert_eq!(noor.refused(never).await.code, "asb_when");
    let nothing = Request::AssessAsb { report: report.clone(), answers: BTreeMap::new() };
    assert_eq!(noor.refused(nothing).await.code, "asb_risk_empty");
    let close = Request::TurnAsb { report: report.clone(), closed: true, reason: " ".to_owned() };
    assert_eq!(noor.refused(close).await.code, "reason_missing");
    assert_eq!(ada.refused(Request::Asb { report: report.clone() }).await.code, "asb_unknown");
    // What Samira keeps to herself stands neither on the home's page nor in its timeline, but under her name.
    let shown = home(&noor, "haddad").await;
    assert!(shown.asb.is_empty());
    let timeline =
        |person: Option<&str>| Request::Timeline { home: sofa.row.id.clone(), person: person.map(str::to_owned) };
    let all: HomeTimeline = noor.get(timeline(None)).await;
    assert!(all.entries.is_empty(), "{all:?}");
    let hers: HomeTimeline = noor.get(timeline(Some("Samira Haddad"))).await;
    assert_eq!(hers.entries.len(), 1);
    let jons: HomeTimeline = noor.get(timeline(Some("Jon Haddad"))).await;
    assert!(jons.entries.is_empty());
}
