//! The landlord's side: one hub on a folder, which restarts, is copied, is put back, and hands out work.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use documents::{
    Actor, Change, ChangeHash, Document, Pen,
    gate::{Limits, measure},
    write_as_the_next_version,
};
use domain::{
    alert::{Alert, AlertSubject},
    author::Clocks,
    id::{DeviceId, DocumentId, PersonId, RecordKind},
    job::{AppointmentWindow, Contact, Priority, WorkOrder},
    scope::Scope,
    time::Timestamp,
};
use hub::{
    Config, Hub,
    db::{
        DbError,
        sqlite::{chain, log, people, quarantine, this},
    },
    plan::{Assignee, Raising},
    remembered,
};

use super::{
    crash::{LogEnd, copy_folder, cut_log},
    dice::{Dice, Seeded, TrueTime},
    network::{Answering, Network},
};

/// The teams.
pub const TEAMS: [&str; 2] = ["PLUMBING-NORTH", "PLUMBING-SOUTH"];

/// The landlord and its hub.
pub struct Landlord {
    hub: Option<Hub>,
    config: Config,
    network: Arc<Network>,
    /// References of the jobs raised so far.
    pub jobs: Vec<String>,
    /// What the landlord's other system said of them, which it can say again.
    raised: Vec<(Raising, &'static str)>,
    /// What newer handhelds wrote, which they bring again to a hub that was put back.
    newer: Vec<Newer>,
    backup: Option<PathBuf>,
    /// True once the hub was put back from an older copy.
    pub was_put_back: bool,
    generation: u32,
}

/// What a handheld with a newer version wrote in one go.
struct Newer {
    job: DocumentId,
    device: DeviceId,
    actor: Actor,
    changes: Vec<Change>,
}

impl Landlord {
    /// A hub in this folder, that is up.
    pub fn new(folder: &Path, time: Arc<TrueTime>, network: Arc<Network>, dice: &mut Dice) -> Self {
        let mut config = Config::new(folder.join("hub0"));
        config.clock = time;
        config.random = Arc::new(Seeded::new(dice.fork(1)));
        // A whole fleet's day passes in a second here.
        config.settings.burst = 1_000_000;
        let mut landlord = Self {
            hub: None,
            config,
            network,
            jobs: Vec::new(),
            raised: Vec::new(),
            newer: Vec::new(),
            backup: None,
            was_put_back: false,
            generation: 0,
        };
        landlord.open();
        landlord.hub().name_landlord("Calder Vale Homes", "020 7946 0100").unwrap();
        landlord
    }

    /// The hub.
    pub fn hub(&self) -> &Hub {
        self.hub.as_ref().unwrap()
    }

    fn open(&mut self) {
        let hub = Hub::open(self.config.clone()).unwrap();
        let (router, database) = (hub.router(), self.database());
        self.network.answered_by(Some(Answering { hub: hub.clone(), router, database }));
        self.hub = Some(hub);
    }

    fn close(&mut self) {
        self.network.answered_by(None);
        self.hub = None;
    }

    /// The folder that holds everything.
    pub fn folder(&self) -> &Path {
        &self.config.data
    }

    fn database(&self) -> PathBuf {
        self.config.data.join("hub.db")
    }

    /// The hub is stopped, and another process begins.
    pub fn restart(&mut self) {
        self.close();
        self.open();
    }

    /// The hub's process ends between two writes, or at some write of what it wrote since some moment, and another
    /// begins.
    pub fn crash(&mut self, since: Option<(LogEnd, u64)>) {
        let (before, database) = (self.config.data.clone(), self.database());
        let after = self.next_folder();
        copy_folder(&before, &after);
        self.config.data = after;
        if let Some((since, roll)) = since {
            cut_log(&self.database(), &database, since, roll);
        }
        self.close();
        fs::remove_dir_all(&before).unwrap();
        self.open();
    }

    fn next_folder(&mut self) -> PathBuf {
        self.generation += 1;
        self.config.data.with_file_name(format!("hub{}", self.generation))
    }

    /// Its disk has no room, or has room again.
    pub fn set_full(&mut self, full: bool) {
        self.config.settings.page_limit = full.then_some(1);
        self.restart();
        self.config.settings.page_limit = None;
    }

    /// Somebody copies its folder.
    pub fn back_up(&mut self) {
        let copy = self.config.data.with_file_name("hub-backup");
        let _there_was_none = fs::remove_dir_all(&copy);
        copy_folder(&self.config.data, &copy);
        self.backup = Some(copy);
    }

    /// Somebody puts its folder back, and says so or not: false when there is no copy.
    pub fn put_back(&mut self, says_so: bool) -> bool {
        let Some(copy) = self.backup.clone() else { return false };
        let after = self.next_folder();
        self.close();
        copy_folder(&copy, &after);
        // No restore overwrites what must outlive every backup.
        let known = remembered::path(&self.config.data);
        if known.exists() {
            fs::copy(&known, remembered::path(&after)).unwrap();
        }
        self.config.data = after;
        self.open();
        self.was_put_back = true;
        if says_so {
            self.hub().begin_after_restore().unwrap();
        }
        // The landlord's other system says again what it said before.
        for (raising, team) in &self.raised {
            let _known_or_new = self.hub().raise(raising, team).unwrap();
        }
        self.newer_versions_come_again();
        true
    }

    /// Raises a job for one of the teams.
    pub fn raise(&mut self, dice: &mut Dice) {
        let reference = format!("{}", 10_000_012 + self.jobs.len());
        let alert = (dice.percent(40)).then(|| Alert {
            id: DocumentId::derived("calder-vale", RecordKind::Alert, &format!("{reference}/a")),
            subject: AlertSubject::Location,
            type_code: "LA10".into(),
            comments: format!("Ring the office before knocking at house {reference}"),
            confirmation: domain::alert::Confirmation::default(),
            review: None,
            raised: None,
        });
        let alerts: Vec<Alert> = alert.into_iter().collect();
        let mut order = order(&reference, dice.below(3));
        order.alerts = alerts.iter().map(|alert| alert.id).collect();
        let team = TEAMS[usize::from(dice.percent(35))];
        let raising = Raising { order, alerts, closed: None };
        if self.hub().raise(&raising, team).is_ok() {
            self.jobs.push(reference);
            self.raised.push((raising, team));
        }
    }

    /// Moves a job's appointment.
    pub fn appoint(&self, dice: &mut Dice) {
        let reference: &String = dice.pick(&self.jobs);
        let held = self.hub().record(reference, None).unwrap();
        let mut order = documents::job::read(&held).unwrap().order;
        order.appointment = order_window(dice.below(5));
        let _a_full_disk = self.hub().raise(&Raising { order, alerts: Vec::new(), closed: None }, TEAMS[0]);
    }

    /// Gives a job to somebody else, or to a team.
    pub fn assign(&self, people: &[String], dice: &mut Dice) {
        let to = match dice.below(3) {
            0 => Assignee::Person(dice.pick(people).clone()),
            _ => Assignee::Team((*dice.pick(&TEAMS)).to_owned()),
        };
        // Those that were booked at doors as well.
        let sql = "SELECT reference FROM record WHERE kind = ?1 ORDER BY document";
        let jobs: Vec<String> = self.query(sql, (RecordKind::Job as u8,), |row| row.get(0));
        let _a_full_disk = self.hub().assign(dice.pick::<String>(&jobs), None, &to);
    }

    /// The hub has been updated before the handhelds here, and takes in what a newer handheld of `device` writes where
    /// this version has no words.
    pub fn newer_version_writes(&mut self, device: DeviceId, dice: &mut Dice) {
        let id = DocumentId::derived("calder-vale", RecordKind::Job, dice.pick::<String>(&self.jobs));
        let actor = Actor::from_bytes(dice.sixteen());
        let now = self.hub().now();
        let words = format!("Wind from the {}", dice.below(360));
        let written = self.hub().database().write(|transaction| {
            let mut record = log::load(transaction, id, RecordKind::Job, Pen { actor, device })?;
            let clocks = Clocks { device: now, hub_offset: Some(0) };
            let newer =
                Newer { job: id, device, actor, changes: write_as_the_next_version(&mut record, &words, &clocks)? };
            take(transaction, &newer, &record, now)?;
            Ok::<_, DbError>(newer)
        });
        // Unless its disk is full.
        self.newer.extend(written);
    }

    /// What newer handhelds wrote: which changes of which records. A hub of that version knows the layers among them by
    /// itself; this one, which only pretends to be of it, knows them as long as it is not put back.
    pub fn written_by_newer(&self) -> BTreeSet<(DocumentId, ChangeHash)> {
        let changes = |newer: &Newer| newer.changes.iter().map(|change| (newer.job, change.hash)).collect::<Vec<_>>();
        self.newer.iter().flat_map(changes).collect()
    }

    /// Newer handhelds bring to a hub that was put back what it does not have, as soon as it has what that stands on.
    pub fn newer_versions_come_again(&self) {
        for newer in self.newer.iter().filter(|_| self.was_put_back) {
            let taken = self.hub().database().write(|transaction| {
                let pen = Pen { actor: newer.actor, device: newer.device };
                let mut record = log::load(transaction, newer.job, RecordKind::Job, pen)?;
                if newer.changes.iter().all(|change| record.has(&change.hash)) {
                    return Ok(false);
                }
                record.apply(&newer.changes)?;
                take(transaction, newer, &record, self.hub().now())?;
                Ok::<_, DbError>(true)
            });
            // Unless it could not yet, or the disk is full.
            if taken.unwrap_or(false) {
                self.hub().look_again(newer.job, RecordKind::Job).unwrap();
            }
        }
    }

    /// Gives a team's work to somebody, or takes it away.
    pub fn set_scope(&self, person: PersonId, team: &str, give: bool) {
        let scope = Scope::team_repairs(team);
        let _a_full_disk = self.hub().database().write(|transaction| match give {
            true => people::give(transaction, person, &scope),
            false => people::withdraw(transaction, person, &scope),
        });
    }

    /// True when the hub has withdrawn this handheld.
    pub fn has_withdrawn(&self, device: DeviceId) -> bool {
        let sql = "SELECT revoked_at IS NOT NULL FROM device WHERE device = ?1";
        self.query(sql, (device.as_bytes(),), |row| row.get(0)).first().copied().unwrap_or(false)
    }

    /// Every change that the hub has: in its log, held back, or set aside.
    pub fn stored(&self) -> BTreeSet<(DocumentId, ChangeHash)> {
        let sql = "SELECT document, hash FROM change UNION SELECT document, hash FROM held
            UNION SELECT document, hash FROM quarantine WHERE length(document) = 16 AND length(hash) = 32";
        let pair =
            |row: &rusqlite::Row<'_>| Ok((DocumentId::from_bytes(row.get(0)?), ChangeHash::from_bytes(row.get(1)?)));
        self.query(sql, (), pair).into_iter().collect()
    }

    /// Every change that is in the hub's log.
    pub fn logged(&self) -> BTreeSet<(DocumentId, ChangeHash)> {
        let pair =
            |row: &rusqlite::Row<'_>| Ok((DocumentId::from_bytes(row.get(0)?), ChangeHash::from_bytes(row.get(1)?)));
        self.query("SELECT document, hash FROM change", (), pair).into_iter().collect()
    }

    /// What a person may hold: every scope with its records.
    pub fn may_hold(&self, person: PersonId) -> BTreeMap<String, BTreeSet<DocumentId>> {
        let sql = "SELECT p.scope, f.document FROM person_scope p
            LEFT JOIN feed f ON f.scope = p.scope AND f.state = 1
            WHERE p.person = ?1 AND p.withdrawn IS NULL";
        let rows: Vec<(String, Option<[u8; 16]>)> =
            self.query(sql, (person.as_bytes(),), |row| Ok((row.get(0)?, row.get(1)?)));
        let mut scopes: BTreeMap<String, BTreeSet<DocumentId>> = BTreeMap::new();
        for (scope, document) in rows {
            scopes.entry(scope).or_default().extend(document.map(DocumentId::from_bytes));
        }
        scopes
    }

    /// Asks the hub's database.
    pub fn query<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        row: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Vec<T> {
        let read = self.hub().database().read(|transaction| {
            Ok::<_, hub::db::DbError>(transaction.prepare(sql)?.query_map(params, row)?.collect::<Result<_, _>>()?)
        });
        read.unwrap()
    }

    /// The log's head.
    pub fn head(&self) -> u64 {
        self.query("SELECT position FROM hub", (), |row| row.get::<_, i64>(0))[0].unsigned_abs()
    }

    /// Everything set aside.
    pub fn quarantine(&self) -> Vec<quarantine::SetAside> {
        let all = self.hub().database().read(quarantine::all).unwrap();
        all.into_iter().map(|(_, aside)| aside).collect()
    }

    /// A record as the log makes it.
    pub fn document(&self, id: DocumentId, kind: RecordKind) -> Document {
        let pen = Pen { actor: Actor::from_bytes([0; 16]), device: DeviceId::from_bytes([0; 16]) };
        self.hub().database().read(|transaction| log::load(transaction, id, kind, pen)).unwrap()
    }
}

/// The hub takes in what a newer handheld wrote, but for what it has.
fn take(transaction: &rusqlite::Transaction, newer: &Newer, record: &Document, now: Timestamp) -> Result<(), DbError> {
    chain::open_actor(transaction, newer.actor, newer.device)?;
    for change in &newer.changes {
        let envelope = measure(&change.bytes, &Limits::DEFAULT).unwrap();
        if log::has(transaction, newer.job, change.hash)? {
            continue;
        }
        log::append(
            transaction,
            &log::NewChange {
                document: newer.job,
                change,
                actor: envelope.actor,
                sequence: envelope.sequence,
                device: if record.is_fixed(&change.hash) {
                    this::read(transaction)?.unwrap().device
                } else {
                    newer.device
                },
                n: 0,
                received_at: now,
                position_seen: 0,
                flag: "",
            },
        )?;
    }
    Ok(())
}

fn order_window(day: usize) -> Option<AppointmentWindow> {
    AppointmentWindow::from_scalar(&format!("2026-11-2{}|08:00|13:00|AM", 3 + day))
}

/// An order whose reference stands in everything that is said of it: whoever may not hold it holds it nowhere.
pub fn order(reference: &str, day: usize) -> WorkOrder {
    WorkOrder {
        source: "calder-vale".into(),
        reference: reference.into(),
        description: format!("Basin tap of {reference} drips and will not turn off"),
        location_of_repair: "Bathroom".into(),
        raised: None,
        priority: Priority { code: "2".into(), description: "2 [U] URGENT".into(), required_completion: None },
        trade: ("PL".into(), "Plumbing".into()),
        work_class: "0".into(),
        elements: Vec::new(),
        appointment: order_window(day),
        access: domain::job::AccessInformation::default(),
        property: domain::address::SiteProperty::default(),
        position: None,
        contacts: vec![Contact { name: format!("Jill Marsh {reference}"), numbers: vec!["07700 900123".into()] }],
        alerts: Vec::new(),
    }
}
