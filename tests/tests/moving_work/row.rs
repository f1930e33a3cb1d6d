//! One row of the table: a move at a moment, played through.

use std::{collections::BTreeSet, fmt::Write as _, sync::Arc, time::Duration};

use app::api::{EventKind, JobPage, Request, Session, SessionState};
use domain::job::EventKind as Happened;
use hub::db::sqlite::quarantine;
use tests::{
    Cable, Handheld, Town,
    bytes::{self, Bytes},
    jpeg,
};

use crate::landlord::{JOB, MARKS, Move, NORTH, OTHER, OTHER_MARK, SOUTH};

/// When the planner moves the job, as Ada's offline work goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Before,
    During,
    After,
}

impl When {
    pub const ALL: [Self; 3] = [Self::Before, Self::During, Self::After];

    const fn words(self) -> &'static str {
        match self {
            Self::Before => "before: her handheld knows of it as she loses the signal",
            Self::During => "during: it is told as she works, and she works on",
            Self::After => "after: she has worked without a signal, and hears of it as it returns",
        }
    }
}

/// What Ada writes, and where it is found in the end. Each stands on the one before.
const FIRST: &str = "marjoram one";
const ON_THE_WAY: &str = "marjoram two";
const LEFT_OPEN: &str = "marjoram three";

/// The two people, one hub, and what was said to Ada.
struct Cast {
    town: Town,
    cable: Arc<Cable>,
    ada: Handheld,
    dev: Handheld,
    job: String,
    /// Of the note, as Ada's screen was shown it.
    version: String,
    told: Vec<String>,
    wrote: Vec<&'static str>,
}

/// Plays one row, and gives it as text.
pub async fn play(moved: Move, when: When) -> String {
    let mut cast = Cast::new(moved).await;
    match when {
        When::Before => cast.before(moved).await,
        When::During => cast.during(moved).await,
        When::After => cast.after(moved).await,
    }
    cast.told(moved, when).await
}

impl Cast {
    async fn new(moved: Move) -> Self {
        let town = Town::new().await;
        moved.prepare(&town);
        let cable = Cable::new();
        let ada = Handheld::open_on(Arc::clone(&cable), town.path().join("Van 12"));
        let dev = town.new_handheld("Van 7");
        for (handheld, person, device, team) in
            [(&ada, "Ada Byrne", "Van 12", NORTH), (&dev, "Dev Patel", "Van 7", SOUTH)]
        {
            let invitation = town.hub().invite(person, device, &town.url(), Some(team)).unwrap();
            handheld.enrol(&invitation.to_string()).await;
        }
        moved.hand_out(&town);
        ada.in_step().await;
        dev.in_step().await;
        ada.job(OTHER).await;
        let page = ada.job(JOB).await;
        assert_eq!(held(&dev).await, BTreeSet::new(), "Dev has nothing yet");
        let (job, version) = (page.row.id, page.note.version);
        Self { town, cable, ada, dev, job, version, told: Vec::new(), wrote: Vec::new() }
    }

    async fn before(&mut self, moved: Move) {
        moved.happen(&self.town);
        self.hear_of(moved).await;
        self.cable.cut();
        // The job is still open on her screen; a withdrawn handheld opens nothing.
        self.write(FIRST, moved != Move::Revoke).await;
        self.cable.mend();
    }

    async fn during(&mut self, moved: Move) {
        self.cable.cut();
        self.start().await;
        self.write(FIRST, true).await;
        moved.happen(&self.town);
        // The signal comes back for a moment: what she did goes up, and the news is on its way down as she writes on.
        self.cable.slow();
        self.ada.get::<app::api::Sending>(Request::SendNow).await;
        self.cable.answer_is_stuck().await;
        self.write(ON_THE_WAY, true).await;
        self.cable.cut();
        self.gone().await;
        // Her screen is still open.
        self.write(LEFT_OPEN, true).await;
        self.cable.mend();
    }

    async fn after(&mut self, moved: Move) {
        self.cable.cut();
        self.start().await;
        self.write(FIRST, true).await;
        self.ada.take_photo(JOB, &jpeg(640, 480, 9)).await;
        moved.happen(&self.town);
        self.cable.mend();
    }

    async fn start(&self) {
        let start = Request::RecordEvent { job: self.job.clone(), kind: EventKind::Started, reason: None };
        self.ada.get::<JobPage>(start).await;
    }

    /// Ada adds words to the note that she has open. What she is told when that does not go as ever is kept.
    async fn write(&mut self, words: &'static str, kept: bool) {
        // An open screen has the version that it was shown.
        let so_far = self.wrote.join(". ");
        let text = if so_far.is_empty() { words.to_owned() } else { format!("{so_far}. {words}") };
        let version = self.version.clone();
        let edit = Request::EditNote { job: self.job.clone(), version, text };
        match self.ada.ask(edit).await {
            Ok(page) => {
                let page: JobPage = serde_json::from_value(page).unwrap();
                self.version = page.note.version;
            }
            Err(failure) => {
                self.told.push(format!("{} {}", failure.message, failure.remedy));
                // A withdrawn handheld takes nothing any more, and says so.
                if failure.code == "revoked" {
                    return;
                }
            }
        }
        if kept {
            self.wrote.push(words);
        }
    }

    /// Ada's handheld hears of the move.
    async fn hear_of(&self, moved: Move) {
        let _refused_when_withdrawn = self.ada.ask(Request::SendNow).await;
        match moved {
            Move::Revoke => {
                let told = self.ada.until(Request::Session, |door: &Session| door.state == SessionState::Revoked).await;
                while !bytes::is_wiped(&self.town.path().join("Van 12")) {
                    tokio::time::sleep(Duration::from_millis(25)).await;
                }
                // Whoever asks while it is being closed is told that the job is gone, which is true as well.
                let withdrawn = "Your landlord has withdrawn this handheld.";
                while self.ada.ask(Request::Sending).await.err().is_none_or(|told| told.message != withdrawn) {
                    tokio::time::sleep(Duration::from_millis(25)).await;
                }
                told
            }
            _ => {
                self.gone().await;
                self.ada.in_step().await;
                self.ada.get(Request::Session).await
            }
        };
    }

    /// The job is no longer on Ada's list.
    async fn gone(&self) {
        for _ in 0..1_200 {
            if !held(&self.ada).await.contains(JOB) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        let sending = self.ada.ask(Request::Sending).await;
        panic!("the job never left Ada's handheld: {sending:?}");
    }

    /// Everything has settled: what is where, and who sees what.
    async fn told(mut self, moved: Move, when: When) -> String {
        self.hear_of(moved).await;
        self.dev.in_step().await;
        if moved.dev_gains() {
            let at_the_hub = self.town.hub().record(JOB, None).unwrap().heads();
            let whole: String = at_the_hub.iter().map(ToString::to_string).collect();
            let job = self.dev.job(JOB).await.row.id;
            let settled = |page: &JobPage| page.note.version == whole && !page.alerts.is_empty();
            self.dev.until(Request::Job { job }, settled).await;
        }
        let mut row = format!("{}\n  {}\n", moved.words(), when.words());
        self.at_the_hub(&mut row);
        self.ada_sees(&mut row, moved).await;
        self.dev_sees(&mut row, moved).await;
        self.in_the_bytes(&mut row, moved, when).await;
        row
    }

    fn at_the_hub(&self, row: &mut String) {
        let hub = self.town.hub();
        let record = hub.record(JOB, None).unwrap();
        let job = documents::job::read(&record).unwrap();
        let flagged = hub.flagged().unwrap();
        assert!(flagged.iter().all(|flagged| flagged.device == "Van 12" && flagged.reference == JOB), "{flagged:?}");
        assert_eq!(job.events.iter().any(|event| matches!(event.kind, Happened::AfterLeaving(_))), !flagged.is_empty());
        let aside = hub.database().read(quarantine::all).unwrap();
        for words in &self.wrote {
            let ended =
                match aside.iter().find(|(_, aside)| aside.bytes.windows(words.len()).any(|at| at == words.as_bytes()))
                {
                    _ if job.note.text.contains(words) && flagged.is_empty() => "accepted".to_owned(),
                    _ if job.note.text.contains(words) => "accepted and flagged".to_owned(),
                    Some((_, aside)) => format!("quarantined ({})", aside.reason.code()),
                    None => panic!("{words:?} is lost: {:?}", job.note.text),
                };
            let (_, which) = words.rsplit_once(' ').unwrap();
            let piece = match which {
                "one" => "what she did without a signal",
                "two" => "what she did while the news was on its way",
                _ => "what she did on the screen she had open",
            };
            writeln!(row, "    {piece}: {ended}").unwrap();
        }
        if self.wrote.is_empty() {
            writeln!(row, "    what she did without a signal: refused as she began, so nothing was written").unwrap();
        }
        for flagged in flagged {
            writeln!(row, "    the planner's list: {} ({}) {}", flagged.person, flagged.device, flagged.words).unwrap();
        }
    }

    async fn ada_sees(&mut self, row: &mut String, moved: Move) {
        for told in std::mem::take(&mut self.told) {
            writeln!(row, "    Ada is told: {told}").unwrap();
        }
        if moved == Move::Revoke {
            let door: Session = self.ada.get(Request::Session).await;
            let trouble = door.trouble.unwrap();
            writeln!(row, "    Ada sees: {} {}", trouble.message, trouble.remedy).unwrap();
            return;
        }
        let holds: Vec<String> = held(&self.ada).await.into_iter().collect();
        assert_eq!(holds, [OTHER], "Ada's other job is hers throughout");
        let listed: Vec<String> =
            self.ada.outbox().await.into_iter().map(|item| format!("{}. {}", item.what, item.reason)).collect();
        for item in listed {
            writeln!(row, "    Ada sees: {item}").unwrap();
        }
    }

    async fn dev_sees(&self, row: &mut String, moved: Move) {
        let holds: Vec<String> = held(&self.dev).await.into_iter().collect();
        if !moved.dev_gains() {
            assert!(holds.is_empty(), "{holds:?}");
            writeln!(row, "    Dev holds nothing").unwrap();
            return;
        }
        assert_eq!(holds, [JOB]);
        let page = self.dev.job(JOB).await;
        assert_eq!(page.alerts.len(), 1, "the alert came with the job");
        let has = if page.note.text.is_empty() { "and nothing of Ada's" } else { "and Ada's words" };
        let photos = if page.photos.is_empty() { "" } else { " and photo" };
        writeln!(row, "    Dev holds the job with its alert, {has}{photos}").unwrap();
        for flag in page.flags {
            writeln!(row, "    Dev sees: {}", flag.words).unwrap();
        }
    }

    async fn in_the_bytes(self, row: &mut String, moved: Move, when: When) {
        if moved == Move::Revoke {
            self.pictures_came(when);
        }
        let folder = self.ada.close().await;
        let on_van_12 = if moved == Move::Revoke {
            bytes::nobody_can_open(&folder);
            "nothing that anybody can read: its keys are destroyed, and its pictures are at the hub".to_owned()
        } else {
            let van_12 = Bytes::of(&folder);
            for mark in MARKS {
                assert!(!van_12.have(mark), "{mark:?} is still in the bytes of Van 12");
            }
            assert!(van_12.have(OTHER_MARK), "her other job stays");
            assert!(van_12.directory >= 2, "reference data stays");
            assert_eq!(van_12.photos, 0, "pictures go to the hub before they go from the phone");
            "nothing of the job, its alert or what she wrote".to_owned()
        };
        let van_7 = Bytes::of(&self.dev.close().await);
        assert_eq!(van_7.have(MARKS[0]) && van_7.have(MARKS[1]), moved.dev_gains());
        assert!(!van_7.have(OTHER_MARK), "Ada's other job was never Dev's");
        writeln!(row, "    in the bytes of Van 12: {on_van_12}").unwrap();
    }

    /// What a withdrawn handheld took pictures of is with the hub, for whoever looks at what was set aside.
    fn pictures_came(&self, when: When) {
        let files = |transaction: &rusqlite::Transaction| {
            Ok::<_, hub::db::DbError>(transaction.query_row("SELECT count(*) FROM attachment", [], |row| row.get(0))?)
        };
        let files: u32 = self.town.hub().database().read(files).unwrap();
        let took = if when == When::After { 2 } else { 0 };
        assert_eq!(files, took, "the picture and its preview, if she took one");
    }
}

/// References of the jobs on a handheld's lists; none on one that is withdrawn.
async fn held(handheld: &Handheld) -> BTreeSet<String> {
    match handheld.ask(Request::Today).await {
        Ok(today) => {
            let today: app::api::Today = serde_json::from_value(today).unwrap();
            [today.jobs, today.done].concat().into_iter().map(|row| row.reference).collect()
        }
        Err(_) => BTreeSet::new(),
    }
}
