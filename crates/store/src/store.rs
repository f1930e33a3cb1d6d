//! One open handheld: its database, its keys in memory, and the actor that this process writes as.

use std::{
    collections::VecDeque,
    fmt, fs,
    ops::Range,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use documents::{Actor, Document, Pen, certificate::Certificate};
use domain::time::Timestamp;
use protocol::recovery::RecoverySeal;
use rusqlite::{Connection, InterruptHandle, OpenFlags, Transaction, TransactionBehavior};

use crate::{
    connection::{connect, keep_a_write_ahead_log},
    durable,
    error::StoreError,
    keys::{Door, Keys, Keystore, Pin, PinCost, Secret},
    place::Place,
    schema,
    surroundings::Surroundings,
    upgrade::{self, Upgrade, Upgrading},
    withdrawal,
};

/// One handheld, open or not: where its files are and what it takes from outside.
#[derive(Clone)]
pub struct Handheld {
    /// Its folder.
    pub place: Place,
    /// What keeps its secret: of this handheld alone.
    pub keystore: Arc<dyn Keystore>,
    /// Its clock and random numbers.
    pub surroundings: Surroundings,
    /// What trying one PIN costs, for PINs chosen from now on.
    pub pin_cost: PinCost,
}

impl Handheld {
    /// A handheld with the system's clock and random numbers.
    pub fn new(place: Place, keystore: Arc<dyn Keystore>) -> Self {
        Self { place, keystore, surroundings: Surroundings::system(), pin_cost: PinCost::HANDHELD }
    }

    /// Which door a person stands at.
    ///
    /// # Errors
    /// The keys cannot be read.
    pub fn door(&self) -> Result<Door, StoreError> {
        self.keys().door()
    }

    /// How this handheld is called, which is known before anything is opened; empty before it joined a hub.
    ///
    /// # Errors
    /// The keys cannot be read.
    pub fn name(&self) -> Result<String, StoreError> {
        self.keys().name()
    }

    /// The handheld's key as it is sealed to the landlord's hub, for recovery; none before it joined one.
    ///
    /// # Errors
    /// The keys cannot be read.
    pub fn recovery_seal(&self) -> Result<Option<RecoverySeal>, StoreError> {
        self.keys().recovery_seal()
    }

    /// Puts aside everything that is in the folder, under the day and time, so that a damaged handheld can be set up
    /// again. Nothing is deleted. Nothing of it may be open.
    ///
    /// # Errors
    /// The disk fails; called again, it goes on where it stopped.
    pub fn put_aside(&self, now: Timestamp) -> Result<(), StoreError> {
        let place = &self.place;
        let aside = place.aside(now);
        durable::make_folder(&aside).map_err(|source| StoreError::io(&aside, source))?;
        // The keys go last: while they are there, so is the seal that opens the rest.
        let mut log = place.database().into_os_string();
        log.push("-wal");
        for file in [place.attachments(), log.into(), place.database(), place.keys()] {
            let Some(name) = file.file_name() else { continue };
            match fs::rename(&file, aside.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(StoreError::io(&file, error));
                }
                _ => {}
            }
        }
        let io = |source| StoreError::io(place.folder(), source);
        durable::flush_folder(&aside).map_err(io)?;
        durable::flush_folder(place.folder()).map_err(io)
    }

    fn keys(&self) -> Keys<'_> {
        Keys::new(&self.place, self.keystore.as_ref(), &self.surroundings)
    }
}

impl fmt::Debug for Handheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handheld").field("place", &self.place).finish_non_exhaustive()
    }
}

/// An open handheld. Shared between threads: one writes at a time, and lists are read beside it without waiting.
pub struct Store {
    pub(crate) handheld: Handheld,
    pub(crate) root: Secret,
    /// Replaced when the handheld goes on as another device.
    actor: RwLock<Actor>,
    writer: Mutex<Writer>,
    reader: Mutex<Connection>,
    /// Stops what is being done with the writer and can be done another time.
    gives_way: Mutex<Option<InterruptHandle>>,
    /// The records that were shown or saved last, the latest first, and the pens that they were opened with.
    pub(crate) known: Mutex<VecDeque<(Document, Pen)>>,
    /// True once the hub has withdrawn this handheld. Known without asking the database, since every screen asks.
    pub(crate) withdrawn: AtomicBool,
    /// True once the keys of a withdrawn handheld were destroyed. Nothing is saved any more that nobody could read.
    pub(crate) wiped: AtomicBool,
    /// Held by whoever writes or removes a map's file: a piece that was given up may still be written when the next one comes.
    pub(crate) map_writing: Mutex<()>,
    /// Bytes that a test pretends are free; [`u64::MAX`] to ask the system.
    pretended_free: AtomicU64,
}

/// The one connection that writes.
struct Writer {
    connection: Connection,
    session: Session,
}

/// What the process knows besides the database.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    /// The actor that stands in the chain as this process's; none before its first edit.
    pub(crate) opened: Option<Actor>,
    /// Request numbers that are reserved on disk and not used yet.
    pub(crate) counters: Range<u64>,
    /// Transactions since the write-ahead log was last moved into the file.
    saves_in_the_log: u32,
}

impl Store {
    /// Makes a new handheld: a key without a PIN, and an empty database.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`], or no room, or the disk fails; then there is no database.
    pub fn create(handheld: &Handheld) -> Result<Self, StoreError> {
        let path = handheld.place.database();
        if matches!(handheld.door(), Ok(Door::Withdrawn { .. })) {
            withdrawal::clear_away(&handheld.place)?;
        }
        if path.exists() {
            return Err(StoreError::AlreadyExists { path });
        }
        let folder = handheld.place.folder();
        durable::make_folder(folder).map_err(|source| StoreError::io(folder, source))?;
        let root = handheld.keys().create()?;
        // Made under another name: a database that bears the real one is always whole.
        let mut unfinished = path.clone().into_os_string();
        unfinished.push(durable::TEMPORARY);
        let unfinished = Path::new(&unfinished);
        let io = |source| StoreError::io(unfinished, source);
        match fs::remove_file(unfinished) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
        let mut connection = connect(unfinished, &root, OpenFlags::SQLITE_OPEN_CREATE)?;
        let failed = |source| StoreError::database(unfinished, source);
        schema::migrate(&mut connection).map_err(failed)?;
        // There is no record whose rows could be made again.
        connection.execute("UPDATE rebuilding SET due = 0", []).map_err(failed)?;
        connection.close().map_err(|(_, source)| StoreError::database(unfinished, source))?;
        fs::File::open(unfinished).and_then(|file| file.sync_all()).map_err(io)?;
        fs::rename(unfinished, &path).map_err(io)?;
        durable::flush_folder(folder).map_err(|source| StoreError::io(folder, source))?;
        Self::opened(handheld.clone(), root, &mut |_| {})
    }

    /// Opens a handheld, with its PIN if one was chosen.
    ///
    /// # Errors
    /// [`StoreError::NoDatabase`], [`StoreError::PinNeeded`], [`StoreError::WrongPin`], [`StoreError::Waiting`],
    /// [`StoreError::KeysDestroyed`], [`StoreError::Damaged`], [`StoreError::NewerSchema`],
    /// [`StoreError::NoRoomToUpdate`], [`StoreError::NotUpdated`], or the disk fails.
    pub fn open(handheld: &Handheld, pin: Option<&Pin>) -> Result<Self, StoreError> {
        Self::open_telling(handheld, pin, &mut |_| {})
    }

    /// The same, and tells how far it has come when an older database is brought up to date first, which may take a
    /// minute.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_telling(
        handheld: &Handheld,
        pin: Option<&Pin>,
        tell: &mut dyn FnMut(Upgrading),
    ) -> Result<Self, StoreError> {
        let path = handheld.place.database();
        match (handheld.door()?, path.exists()) {
            (Door::Missing, _) => return Err(StoreError::NoDatabase { path }),
            (_, false) => return Err(StoreError::Damaged { path, detail: "it is missing".to_owned() }),
            _ => {}
        }
        let root = handheld.keys().unwrap(pin)?;
        Self::opened(handheld.clone(), root, tell)
    }

    /// Opens a handheld whose keys were destroyed, with the key that the hub recovered. It has no PIN afterwards.
    ///
    /// # Errors
    /// As [`Self::open`]; [`StoreError::Damaged`] when the key is not this database's.
    pub fn recover(handheld: &Handheld, root: [u8; 32]) -> Result<Self, StoreError> {
        let root = Secret::new(root);
        let store = Self::opened(handheld.clone(), root, &mut |_| {})?;
        store.handheld.keys().readmit(&store.root)?;
        Ok(store)
    }

    fn opened(handheld: Handheld, root: Secret, tell: &mut dyn FnMut(Upgrading)) -> Result<Self, StoreError> {
        let path = handheld.place.database();
        let failed = |source| StoreError::database(&path, source);
        let free = fs4::available_space(handheld.place.folder()).ok();
        let upgrade = Upgrade { path: &path, root: &root, surroundings: &handheld.surroundings, free };
        upgrade.go_on_putting_back()?;
        let connection = connect(&path, &root, OpenFlags::empty())?;
        match schema::version(&connection).map_err(failed)? {
            0 => return Err(StoreError::Damaged { path, detail: "it is empty".to_owned() }),
            found if found > schema::NEWEST => {
                return Err(StoreError::NewerSchema { path, found, known: schema::NEWEST });
            }
            _ => {}
        }
        let connection = upgrade.run(connection, tell)?;
        keep_a_write_ahead_log(&connection).map_err(failed)?;
        let reader = connect(&path, &root, OpenFlags::empty())?;
        reader.pragma_update(None, "query_only", true).map_err(failed)?;
        let withdrawn = withdrawal::stands(&connection).map_err(failed)?;
        let actor = handheld.surroundings.random().map_err(|source| StoreError::io(&path, source))?;
        upgrade.let_the_copy_go()?;
        let store = Self {
            handheld,
            root,
            actor: RwLock::new(Actor::from_bytes(actor)),
            writer: Mutex::new(Writer { connection, session: Session::default() }),
            reader: Mutex::new(reader),
            gives_way: Mutex::default(),
            known: Mutex::default(),
            withdrawn: AtomicBool::new(withdrawn),
            wiped: AtomicBool::default(),
            map_writing: Mutex::default(),
            pretended_free: AtomicU64::new(u64::MAX),
        };
        store.sweep_attachments()?;
        store.seal_where_none_is();
        store.forget_what_is_due();
        store.destroy_redacted();
        Ok(store)
    }

    /// The same while the database is open: its keys were destroyed at the locked screen, while it went on sending.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the key is not this database's; or the keys cannot be written.
    pub fn recover_open(&self, root: &[u8; 32]) -> Result<(), StoreError> {
        if root != &*self.root {
            let (path, detail) = (self.handheld.place.keys(), "the key is another handheld's".to_owned());
            return Err(StoreError::Damaged { path, detail });
        }
        self.handheld.keys().readmit(&self.root)
    }

    /// Chooses the first PIN.
    ///
    /// # Errors
    /// The PIN is one that everybody chooses, or the keys cannot be written.
    pub fn choose_pin(&self, pin: &Pin) -> Result<(), StoreError> {
        pin.may_be_chosen()?;
        self.handheld.keys().rewrap(&self.root, pin, self.handheld.pin_cost)
    }

    /// Changes the PIN.
    ///
    /// # Errors
    /// The old one is wrong, and is counted; or the new one is one that everybody chooses.
    pub fn rekey_pin(&self, old: &Pin, new: &Pin) -> Result<(), StoreError> {
        new.may_be_chosen()?;
        self.try_pin(old)?;
        self.handheld.keys().rewrap(&self.root, new, self.handheld.pin_cost)
    }

    /// Tries a PIN on a handheld whose screens are locked while it goes on sending.
    ///
    /// # Errors
    /// As for opening; a wrong PIN is counted.
    pub fn try_pin(&self, pin: &Pin) -> Result<(), StoreError> {
        self.handheld.keys().unwrap(Some(pin)).map(drop)
    }

    /// Destroys this handheld's key.
    pub(crate) fn wipe_keys(&self, pictures_left: u32) -> Result<(), StoreError> {
        self.handheld.keys().wipe(pictures_left)
    }

    /// Seals this handheld's key to a hub.
    pub(crate) fn seal_for_recovery(&self, certificate: &Certificate) -> Result<(), StoreError> {
        self.handheld.keys().seal_for_recovery(&self.root, certificate)
    }

    /// Seals it where an older version left it without a seal that this one can use. Without one the phone works as before,
    /// and only a PIN opens it.
    fn seal_where_none_is(&self) {
        let sealed = self.handheld.recovery_seal().and_then(|seal| match (seal, self.enrolment()?) {
            (None, Some(enrolment)) => self.seal_for_recovery(&enrolment.certificate),
            _ => Ok(()),
        });
        if let Err(error) = sealed {
            tracing::warn!(%error, "this handheld's key is not sealed to its hub");
        }
    }

    /// The actor that this process writes as: random, and of this opening alone. Another one once the handheld goes on as
    /// another device, or holds a record without what it wrote to it.
    #[must_use]
    pub fn actor(&self) -> Actor {
        *self.actor.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on this process writes as another, which nobody has been yet.
    pub(crate) fn take_another_actor(&self) -> Result<Actor, StoreError> {
        let actor = Actor::from_bytes(self.handheld.surroundings.random().map_err(StoreError::keystore)?);
        self.set_actor(actor);
        Ok(actor)
    }

    /// From now on this process writes as another.
    pub(crate) fn set_actor(&self, actor: Actor) {
        *self.actor.write().unwrap_or_else(PoisonError::into_inner) = actor;
    }

    /// Reads every page of the database against its checksum. It takes about a second for 200 MB.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], with what was found first; then not a byte was written.
    pub fn check(&self) -> Result<(), StoreError> {
        self.read(|connection| {
            // The index of words notices that it was changed elsewhere when it is read, and not when it is checked:
            // without this a connection that has seen it before would call a sound index damaged.
            connection.query_row("SELECT count(*) FROM job_words WHERE rowid = 0", [], |_| Ok(()))?;
            self.checked(connection, "PRAGMA quick_check(1)")
        })?;
        // What follows looks at the file alone, of which a page may be torn that the log has whole: the power went while
        // the log was being moved into the file. What is in the log is sound, so it is moved there first.
        self.move_log_into_file()?;
        self.read(|connection| self.checked(connection, "PRAGMA cipher_integrity_check"))
    }

    /// Moves what it can of the write-ahead log into the file, by the connection that reads: nobody who saves waits for it.
    pub(crate) fn move_log_into_file(&self) -> Result<(), StoreError> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        reader
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
            .map_err(|error| StoreError::from(error).located(&self.handheld.place.database()))
    }

    fn checked(&self, connection: &Connection, check: &str) -> Result<(), StoreError> {
        let mut statement = connection.prepare(check)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let detail: String = row.get(0)?;
            if detail != "ok" {
                return Err(StoreError::Damaged { path: self.handheld.place.database(), detail });
            }
        }
        Ok(())
    }

    /// Closes the handheld, with everything in the database's own file. Without it nothing is lost either.
    ///
    /// # Errors
    /// The disk fails; everything saved is still there.
    pub fn close(self) -> Result<(), StoreError> {
        let path = self.handheld.place.database();
        let failed = |source| StoreError::database(&path, source);
        let reader = self.reader.into_inner().unwrap_or_else(PoisonError::into_inner);
        reader.close().map_err(|(_, source)| failed(source))?;
        let writer = self.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        writer.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)?;
        writer.connection.close().map_err(|(_, source)| failed(source))
    }

    /// Limits the database file to so many pages of 4 KiB, as a full disk would; for tests of what happens then.
    ///
    /// # Errors
    /// The database fails.
    #[doc(hidden)]
    pub fn limit_pages(&self, pages: u32) -> Result<u32, StoreError> {
        let writer = self.lock_writer();
        writer
            .connection
            .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get(0))
            .map_err(|source| StoreError::database(self.handheld.place.database(), source))
    }

    /// Takes this phone to have so many bytes free; for tests of what happens then.
    #[doc(hidden)]
    pub fn pretend_free(&self, bytes: u64) {
        self.pretended_free.store(bytes, Ordering::Relaxed);
    }

    pub(crate) fn pretended_free(&self) -> Option<u64> {
        Some(self.pretended_free.load(Ordering::Relaxed)).filter(|bytes| *bytes != u64::MAX)
    }

    /// Reads the database as it is; for tests that compare rows.
    ///
    /// # Errors
    /// What the work says.
    #[doc(hidden)]
    pub fn inspect<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        self.read(|connection| Ok(work(connection)?))
    }

    /// Changes the database behind everybody's back, as a failing disk does; for tests of what notices it.
    ///
    /// # Errors
    /// The database fails.
    #[doc(hidden)]
    pub fn spoil(&self, sql: &str) -> Result<usize, StoreError> {
        self.write(|transaction, _| Ok(transaction.execute(sql, [])?))
    }

    /// Shows the settings of the connection that writes; for tests of what durability stands on.
    ///
    /// # Errors
    /// The database fails.
    #[doc(hidden)]
    pub fn write_settings(&self, look: impl FnOnce(&dyn Fn(&str) -> String)) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            let setting = |name: &str| {
                transaction.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).map_or_else(
                    |error| error.to_string(),
                    |value| match value {
                        rusqlite::types::Value::Integer(number) => number.to_string(),
                        rusqlite::types::Value::Text(text) => text,
                        _ => String::new(),
                    },
                )
            };
            look(&setting);
            Ok(())
        })
    }

    /// Makes a database in `folder` with an older layout that holds what this one holds, under the same keys; for stories
    /// of an update.
    ///
    /// # Errors
    /// The disk fails.
    #[doc(hidden)]
    pub fn copy_with_layout(&self, place: &Place, layout: u32) -> Result<(), StoreError> {
        upgrade::older(&place.database(), &self.root, layout, &self.handheld.place.database())
    }

    /// Makes every record unreadable, for the story that lists open none; gives how many there were.
    ///
    /// # Errors
    /// The database fails.
    #[doc(hidden)]
    pub fn spoil_records(&self) -> Result<usize, StoreError> {
        self.write(|transaction, _| {
            transaction.execute("UPDATE record_change SET bytes = x'00'", [])?;
            Ok(transaction.execute("UPDATE record SET snapshot = x'00'", [])?)
        })
    }

    /// Gives every record a kind that there is not, for stories of an update that fails.
    ///
    /// # Errors
    /// The database fails.
    #[doc(hidden)]
    pub fn mistake_kinds(&self) -> Result<usize, StoreError> {
        self.write(|transaction, _| Ok(transaction.execute("UPDATE record SET kind = 99", [])?))
    }

    /// Loses the last change of a record that came from the hub, without a word, as a failing disk does; for tests of what
    /// happens then.
    ///
    /// # Errors
    /// The database fails.
    #[doc(hidden)]
    pub fn lose_a_change(&self, document: domain::id::DocumentId) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute(
                "DELETE FROM record_change WHERE ordinal = (
                     SELECT max(ordinal) FROM record_change WHERE document = ?1 AND committed = 1 AND folded = 0)",
                [document.as_bytes()],
            )?;
            Ok(())
        })
    }

    /// Gives the database's layout another number, as a newer app would; for tests of what happens then.
    ///
    /// # Errors
    /// The database fails.
    #[doc(hidden)]
    pub fn pretend_schema(&self, version: u32) -> Result<(), StoreError> {
        self.write(|transaction, _| Ok(transaction.pragma_update(None, "user_version", version)?))
    }

    /// One transaction that writes: all of it, or nothing.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &mut Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.lock_writer();
        if self.wiped.load(Ordering::Acquire) {
            return Err(StoreError::Withdrawn);
        }
        let Writer { connection, session: known } = &mut *writer;
        let path = self.handheld.place.database();
        // What the process believes is only updated once the disk has it.
        let mut session = known.clone();
        let done = (|| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction, &mut session)?;
            transaction.commit()?;
            Ok(done)
        })()
        .map_err(|error: StoreError| error.located(&path))?;
        *known = session;
        known.saves_in_the_log = known.saves_in_the_log.saturating_add(1);
        Ok(done)
    }

    /// Transactions since the write-ahead log was last moved into the file by [`Self::rest`].
    pub(crate) fn saves_in_the_log(&self) -> u32 {
        self.lock_writer().session.saves_in_the_log
    }

    /// That many of them are in the file.
    pub(crate) fn log_was_moved(&self, saves: u32) {
        let known = &mut self.lock_writer().session;
        known.saves_in_the_log = known.saves_in_the_log.saturating_sub(saves);
    }

    /// Answers from what the process knows; only when it does not, one transaction that writes.
    pub(crate) fn write_if<T>(
        &self,
        known: impl FnOnce(&mut Session) -> Option<T>,
        work: impl FnOnce(&Transaction<'_>, &mut Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(answer) = known(&mut self.lock_writer().session) {
            return Ok(answer);
        }
        self.write(work)
    }

    /// Works with the connection that writes, outside a transaction.
    pub(crate) fn with_writer<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.lock_writer();
        work(&mut writer.connection).map_err(|error| error.located(&self.handheld.place.database()))
    }

    /// Reads beside whoever writes.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = (|| {
            // One view of the database, however many questions are asked of it.
            let transaction = reader.transaction()?;
            work(&transaction)
        })();
        seen.map_err(|error| error.located(&self.handheld.place.database()))
    }

    /// Works with the connection that writes, outside a transaction, and is interrupted by whoever wants to write.
    pub(crate) fn give_way<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.lock_writer();
        *self.gives_way() = Some(writer.connection.get_interrupt_handle());
        let done = work(&mut writer.connection);
        // While the lock is still held: nobody else's work is interrupted by mistake.
        *self.gives_way() = None;
        done.map_err(|error| error.located(&self.handheld.place.database()))
    }

    fn gives_way(&self) -> MutexGuard<'_, Option<InterruptHandle>> {
        self.gives_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn interrupt_what_gives_way(&self) {
        if let Some(working) = &*self.gives_way() {
            working.interrupt();
        }
    }

    fn lock_writer(&self) -> MutexGuard<'_, Writer> {
        self.interrupt_what_gives_way();
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("place", &self.handheld.place).finish_non_exhaustive()
    }
}
