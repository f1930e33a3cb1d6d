-- The log of changes, the records that they make, and the feeds by which handhelds follow them.

CREATE TABLE record (
    document BLOB NOT NULL PRIMARY KEY CHECK (length(document) = 16),
    kind INTEGER NOT NULL,                                      -- domain::id::RecordKind
    source TEXT NOT NULL,                                       -- the system that it came from: "hackney"
    reference TEXT NOT NULL,                                    -- its reference there
    raised_as BLOB NOT NULL CHECK (length(raised_as) = 32),     -- SHA-256 of what was imported, to know it again
    digest BLOB NOT NULL CHECK (length(digest) = 16),           -- sum over its changes; see feed_scope.digest
    UNIQUE (kind, source, reference)
) STRICT;
CREATE INDEX record_by_reference ON record (reference);

-- The log. Append-only: rows are never altered, and leave only by lawful erasure.
CREATE TABLE change (
    position INTEGER NOT NULL PRIMARY KEY,
    document BLOB NOT NULL REFERENCES record (document),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    actor BLOB NOT NULL REFERENCES actor (actor),
    actor_sequence INTEGER NOT NULL,
    device BLOB NOT NULL REFERENCES device (device),
    n INTEGER NOT NULL,                                         -- its entry in that device's chain; 0 for the hub's own
    received_at INTEGER NOT NULL,
    position_seen INTEGER NOT NULL,
    flag TEXT NOT NULL,                                         -- empty, or what a person should know: "after_leaving"
    bytes BLOB NOT NULL,
    UNIQUE (document, hash),
    UNIQUE (document, actor, actor_sequence)
) STRICT;
CREATE INDEX change_by_document ON change (document, position);

-- A scope's sum over the changes of the records in it: SHA-256(document || hash), first 16 bytes as a big-endian
-- number, added without carry beyond 128 bits.
CREATE TABLE feed_scope (
    scope TEXT NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL CHECK (length(digest) = 16),
    records INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per record and scope, moved to the end whenever there is news of the record.
CREATE TABLE feed (
    scope TEXT NOT NULL,
    document BLOB NOT NULL REFERENCES record (document),
    position INTEGER NOT NULL,                                  -- of its latest news
    entered INTEGER NOT NULL,                                   -- position at which it last entered
    state INTEGER NOT NULL CHECK (state IN (0, 1)),             -- 1 while in the scope, 0 after it left
    PRIMARY KEY (scope, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_in_order ON feed (scope, position);
CREATE INDEX feed_by_document ON feed (document, state);

-- When each record was in each scope: authority is judged by it long after the record has left.
CREATE TABLE membership (
    document BLOB NOT NULL REFERENCES record (document),
    scope TEXT NOT NULL,
    entered INTEGER NOT NULL,                                   -- position
    departed INTEGER,                                           -- position; null while it is there
    PRIMARY KEY (document, scope, entered)
) STRICT, WITHOUT ROWID;

-- Which records a job takes with it into a scope: its alerts.
CREATE TABLE companion (
    job BLOB NOT NULL REFERENCES record (document),
    document BLOB NOT NULL REFERENCES record (document),
    PRIMARY KEY (job, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX companion_by_document ON companion (document);

-- Changes whose dependencies have not arrived.
CREATE TABLE held (
    device BLOB NOT NULL REFERENCES device (device),
    n INTEGER NOT NULL,
    document BLOB NOT NULL,
    kind INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    position_seen INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    deadline INTEGER NOT NULL,                                  -- afterwards it goes to quarantine
    bytes BLOB NOT NULL,
    PRIMARY KEY (device, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_by_document ON held (document);
CREATE INDEX held_by_deadline ON held (deadline);

-- What was set aside, with its bytes, for a person to decide.
CREATE TABLE quarantine (
    item INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    reason TEXT NOT NULL,                                       -- protocol::message::QuarantineReason
    device BLOB NOT NULL,                                       -- whose chain it claims to be of
    n INTEGER NOT NULL,
    document BLOB NOT NULL,                                     -- empty when it is about no record
    kind INTEGER NOT NULL,                                      -- 0 when it is about no record
    hash BLOB NOT NULL,                                         -- empty when the bytes are no change
    received_at INTEGER NOT NULL,
    sender BLOB NOT NULL,                                       -- the device that brought it
    bytes BLOB NOT NULL,
    bytes_digest BLOB NOT NULL CHECK (length(bytes_digest) = 32),
    UNIQUE (device, n, bytes_digest)
) STRICT;
CREATE INDEX quarantine_by_change ON quarantine (document, hash);
