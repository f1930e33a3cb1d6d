-- Who this handheld is, how far it has spoken with the hub, and the chain of everything it ever wrote.
-- Times are milliseconds since 1970 UTC. Ids are 16 bytes. NULL stands only where "none" is a value, and says so.

-- The enrolment: at most one row. A handheld enrolled again is another device, with a database of its own.
CREATE TABLE enrolment (
    one           INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    device        BLOB    NOT NULL CHECK (length(device) = 16),
    -- "https://hub.example.org"
    hub           TEXT    NOT NULL,
    -- The hub's Ed25519 public key: what signs certificates and whole documents.
    hub_key       BLOB    NOT NULL CHECK (length(hub_key) = 32),
    landlord      TEXT    NOT NULL,
    -- documents::certificate::Certificate, postcard.
    certificate   BLOB    NOT NULL,
    -- Seed of the device's Ed25519 signing key. It never leaves this database.
    signing_seed  BLOB    NOT NULL CHECK (length(signing_seed) = 32),
    enrolled_at   INTEGER NOT NULL
) STRICT;

-- The state of speaking with the hub: exactly one row.
CREATE TABLE contact (
    one               INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    -- The hub's log that every position below speaks of; NULL before the first exchange.
    epoch             BLOB    CHECK (epoch IS NULL OR length(epoch) = 16),
    -- Milliseconds that the hub's clock was ahead at the last exchange; NULL before the first.
    hub_offset        INTEGER,
    -- This device's clock at the last exchange; NULL before the first.
    last_exchange     INTEGER,
    -- The position of the hub's log up to which every scope has been read. It never decreases.
    position_seen     INTEGER NOT NULL CHECK (position_seen >= 0),
    -- How far the reference data is held.
    reference         INTEGER NOT NULL CHECK (reference >= 0),
    -- Request numbers below this one may have been used. Numbers are reserved in blocks, so there are gaps.
    request_counter   INTEGER NOT NULL CHECK (request_counter >= 1)
) STRICT;
INSERT INTO contact (one, epoch, hub_offset, last_exchange, position_seen, reference, request_counter)
    VALUES (1, NULL, NULL, NULL, 0, 0, 1);

-- The chain, and through its state the outbox. Rows are never deleted: a hub restored from an older backup is
-- answered from here. A row holds no words of a record: its change's bytes are in record_change.
CREATE TABLE chain_entry (
    -- Consecutive from 1.
    n              INTEGER NOT NULL PRIMARY KEY CHECK (n >= 1),
    position_seen  INTEGER NOT NULL,
    -- SHA-256 of this entry and all before it (protocol::chain).
    digest         BLOB    NOT NULL CHECK (length(digest) = 32),
    -- The actor that was opened, for that kind of entry; otherwise NULL.
    actor          BLOB    CHECK (actor IS NULL OR length(actor) = 16),
    -- The record, its kind and the change written to it, for that kind of entry; otherwise all NULL.
    document       BLOB    CHECK (document IS NULL OR length(document) = 16),
    kind           INTEGER,
    change         BLOB    CHECK (change IS NULL OR length(change) = 32),
    -- Parts of the record that the change writes, by stable number, comma-separated; empty for an actor.
    parts          TEXT    NOT NULL,
    written_at     INTEGER NOT NULL,
    -- 0 waiting, 1 committed at the hub, 2 held there, 3 quarantined there, 4 superseded there.
    state          INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    -- Why it was quarantined: protocol::message::QuarantineReason::code; otherwise empty.
    reason         TEXT    NOT NULL,
    CHECK ((actor IS NULL) <> (document IS NULL)),
    CHECK ((document IS NULL) = (kind IS NULL) AND (document IS NULL) = (change IS NULL))
) STRICT;
-- Everything that the outbox asks is asked of rows that are not yet committed: a few, however long the chain.
CREATE INDEX chain_entry_outbox ON chain_entry (state, n) WHERE state <> 1;
CREATE INDEX chain_entry_change ON chain_entry (document, change) WHERE document IS NOT NULL;
