//! Who this handheld is, and how it stands with its hub.

use documents::{Pen, certificate::Certificate};
use domain::{author::Clocks, id::DeviceId, time::Timestamp};
use ed25519_dalek::SigningKey;
use protocol::message::{HubEpoch, Receipt};
use rusqlite::{Connection, OptionalExtension, params};
use zeroize::Zeroizing;

use crate::{error::StoreError, sql, store::Store};

/// One enrolment: this handheld, for one person, with one landlord's hub.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// This device.
    pub device: DeviceId,
    /// The hub's address: `https://hub.example.org`.
    pub hub: String,
    /// The hub's Ed25519 public key.
    pub hub_key: [u8; 32],
    /// The landlord's name.
    pub landlord: String,
    /// The hub's word on this device's key, and the names of device and person.
    pub certificate: Certificate,
    /// This device's key.
    pub signing_key: SigningKey,
}

/// How a handheld stands with its hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// The hub's log that positions speak of; none before the first answer.
    pub epoch: Option<HubEpoch>,
    /// Milliseconds that the hub's clock was ahead at the last exchange; none before the first.
    pub hub_offset: Option<i64>,
    /// This device's clock at the last exchange; none before the first.
    pub last_exchange: Option<Timestamp>,
    /// The position of the hub's log up to which this handheld has read all that concerns it.
    pub position_seen: u64,
    /// How far the reference data is held.
    pub reference: u64,
    /// The hub's word on how far it had come; none before the first answer.
    pub receipt: Option<Receipt>,
}

/// Request numbers reserved at a time: one flush of the disk serves so many requests.
const COUNTERS_AT_ONCE: u64 = 64;

impl Store {
    /// Joins a hub: keeps the certificate and the key that it is about, and seals this handheld's key to the hub.
    /// Joined again with the same certificate, nothing changes.
    ///
    /// # Errors
    /// [`StoreError::AlreadyEnrolled`] with another, or the disk fails; then nothing was joined.
    pub fn enrol(
        &self,
        hub: &str,
        landlord: &str,
        certificate: &Certificate,
        signing_key: &SigningKey,
        epoch: HubEpoch,
    ) -> Result<(), StoreError> {
        if let Some(held) = self.enrolment()? {
            let same = held.certificate == *certificate;
            return if same { Ok(()) } else { Err(StoreError::AlreadyEnrolled { landlord: held.landlord }) };
        }
        self.seal_for_recovery(certificate)?;
        let now = self.handheld.surroundings.clock.now();
        let seed = Zeroizing::new(signing_key.to_bytes());
        self.write(|transaction, _| {
            transaction.execute(
                "INSERT INTO enrolment (one, device, hub, hub_key, landlord, certificate, signing_seed, enrolled_at)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    certificate.device.as_bytes(),
                    hub,
                    certificate.hub_key,
                    landlord,
                    sql::encode(certificate)?,
                    seed.as_ref(),
                    now.milliseconds()
                ],
            )?;
            transaction.execute("UPDATE contact SET epoch = ?1", [epoch])?;
            transaction.execute("DELETE FROM joining", [])?;
            Ok(())
        })
    }

    /// The key to join with: the same for the same invitation, however often the hub's answer is lost.
    ///
    /// # Errors
    /// The disk fails, or there are no random numbers.
    pub fn joining_key(&self, token: &[u8; 16]) -> Result<SigningKey, StoreError> {
        let fresh = Zeroizing::new(self.handheld.surroundings.random::<32>().map_err(StoreError::keystore)?);
        self.write(|transaction, _| {
            transaction.execute(
                "INSERT INTO joining (one, token, seed) VALUES (1, ?1, ?2)
                 ON CONFLICT (one) DO UPDATE SET token = excluded.token, seed = excluded.seed
                     WHERE token <> excluded.token",
                params![token, fresh.as_ref()],
            )?;
            let seed = Zeroizing::new(transaction.query_row("SELECT seed FROM joining", [], |row| row.get(0))?);
            Ok(SigningKey::from_bytes(&seed))
        })
    }

    /// The enrolment; none before this handheld joined a hub.
    ///
    /// # Errors
    /// The database fails.
    pub fn enrolment(&self) -> Result<Option<Enrolment>, StoreError> {
        self.read(enrolment)
    }

    /// What this process writes with.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`], or the database fails.
    pub fn pen(&self) -> Result<Pen, StoreError> {
        let device = self.read(device)?;
        Ok(Pen { actor: self.actor(), device })
    }

    /// The same within a transaction: the handheld may have gone on as another device a moment ago.
    pub(crate) fn pen_within(&self, connection: &Connection) -> Result<Pen, StoreError> {
        Ok(Pen { actor: self.actor(), device: device(connection)? })
    }

    /// How this handheld stands with its hub.
    ///
    /// # Errors
    /// The database fails.
    pub fn contact(&self) -> Result<Contact, StoreError> {
        self.read(contact)
    }

    /// Both clocks, for whoever writes now.
    ///
    /// # Errors
    /// The database fails.
    pub fn clocks(&self) -> Result<Clocks, StoreError> {
        let hub_offset = self.contact()?.hub_offset;
        Ok(Clocks { device: self.handheld.surroundings.clock.now(), hub_offset })
    }

    /// A number for one request: greater than any given before, by this process or an earlier one. Some are left out.
    ///
    /// # Errors
    /// The disk fails; no number was given.
    pub fn next_counter(&self) -> Result<u64, StoreError> {
        self.write_if(
            |session| session.counters.next(),
            |transaction, session| {
                let first: i64 = transaction.query_row("SELECT request_counter FROM contact", [], |row| row.get(0))?;
                let first = sql::unsigned(first);
                let end = first + COUNTERS_AT_ONCE;
                transaction.execute("UPDATE contact SET request_counter = ?1", [sql::signed(end)])?;
                session.counters = first + 1..end;
                Ok(first)
            },
        )
    }
}

impl Store {
    /// Goes on with request numbers behind one that the hub has seen: this handheld was put back from a copy.
    ///
    /// # Errors
    /// The disk fails.
    pub fn skip_counters(&self, seen: u64) -> Result<(), StoreError> {
        self.write(|transaction, session| {
            transaction.execute(
                "UPDATE contact SET request_counter = max(request_counter, ?1)",
                [sql::signed(seen.saturating_add(1))],
            )?;
            session.counters = 0..0;
            Ok(())
        })
    }
}

/// The enrolment.
pub(crate) fn enrolment(connection: &Connection) -> Result<Option<Enrolment>, StoreError> {
    let row = connection
        .prepare_cached("SELECT device, hub, hub_key, landlord, certificate, signing_seed FROM enrolment")?
        .query_row([], |row| {
            Ok((
                row.get::<_, [u8; 16]>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, [u8; 32]>(2)?,
                row.get::<_, String>(3)?,
                row.get::<_, Vec<u8>>(4)?,
                Zeroizing::new(row.get::<_, [u8; 32]>(5)?),
            ))
        })
        .optional()?;
    row.map(|(device, hub, hub_key, landlord, certificate, seed)| {
        Ok(Enrolment {
            device: DeviceId::from_bytes(device),
            hub,
            hub_key,
            landlord,
            certificate: sql::decode(&certificate, "the certificate")?,
            signing_key: SigningKey::from_bytes(&seed),
        })
    })
    .transpose()
}

/// This device.
pub(crate) fn device(connection: &Connection) -> Result<DeviceId, StoreError> {
    let device = connection
        .prepare_cached("SELECT device FROM enrolment")?
        .query_row([], |row| row.get::<_, [u8; 16]>(0))
        .optional()?;
    device.map(DeviceId::from_bytes).ok_or(StoreError::NotEnrolled)
}

/// How this handheld stands with its hub.
pub(crate) fn contact(connection: &Connection) -> Result<Contact, StoreError> {
    let contact = connection
        .prepare_cached("SELECT epoch, hub_offset, last_exchange, position_seen, reference, receipt FROM contact")?
        .query_row([], |row| {
            Ok(Contact {
                epoch: row.get(0)?,
                hub_offset: row.get(1)?,
                last_exchange: row.get::<_, Option<i64>>(2)?.map(Timestamp::from_milliseconds),
                position_seen: sql::unsigned(row.get(3)?),
                reference: sql::unsigned(row.get(4)?),
                // One that does not read is as good as none: the hub only listens to its own.
                receipt: row.get::<_, Option<Vec<u8>>>(5)?.and_then(|receipt| sql::decode(&receipt, "a receipt").ok()),
            })
        })?;
    Ok(contact)
}

/// Remembers how much of the hub's log has been read: all of it up to `position`, unless a stream is under way or a scope
/// is reconciled. Records may have left meanwhile, which is only told once that has ended. Nor while a photo is being made
/// ready: it was taken before what has been read since, and becomes an edit that is dated by this.
pub(crate) fn saw(connection: &Connection, position: u64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE contact SET position_seen =
                 max(position_seen, min(?1,
                     ifnull((SELECT min(head) FROM scope_fill WHERE after IS NOT NULL), ?1),
                     ifnull((SELECT min(position) FROM scope_cursor WHERE stale = 1), ?1)))
                 WHERE NOT EXISTS (SELECT 1 FROM taken_photo WHERE fault = '')",
        )?
        .execute([sql::signed(position)])?;
    Ok(())
}

/// The same, once a scope has been read further: as far as every scope has been.
pub(crate) fn saw_of_all_scopes(connection: &Connection) -> Result<(), StoreError> {
    let read: Option<i64> =
        connection.prepare_cached("SELECT min(position) FROM scope_cursor")?.query_row([], |row| row.get(0))?;
    read.map_or(Ok(()), |position| saw(connection, sql::unsigned(position)))
}
