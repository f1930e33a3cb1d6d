-- The records: Automerge documents as a snapshot and the changes since, where they belong, and what waits to join.

CREATE TABLE record (
    document       BLOB    NOT NULL PRIMARY KEY CHECK (length(document) = 16),
    -- domain::id::RecordKind by number.
    kind           INTEGER NOT NULL,
    -- Heads in byte order, 32 bytes each.
    heads          BLOB    NOT NULL CHECK (length(heads) % 32 = 0),
    -- A framed documents::Snapshot; empty while there are only changes.
    snapshot       BLOB    NOT NULL,
    -- Sum over the committed changes of SHA-256(document, hash)[..16], wrapping, big-endian.
    committed_sum  BLOB    NOT NULL CHECK (length(committed_sum) = 16),
    -- 1 once no scope holds it any more: hidden, and deleted as soon as nothing of it waits to be sent.
    leaving        INTEGER NOT NULL CHECK (leaving IN (0, 1))
) STRICT;
CREATE INDEX record_leaving ON record (document) WHERE leaving = 1;

CREATE TABLE record_change (
    -- The order in which changes joined the record here.
    ordinal    INTEGER NOT NULL PRIMARY KEY,
    document   BLOB    NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    hash       BLOB    NOT NULL CHECK (length(hash) = 32),
    actor      BLOB    NOT NULL CHECK (length(actor) = 16),
    sequence   INTEGER NOT NULL,
    -- The change chunk; empty when it is in the snapshot and was written by another device.
    bytes      BLOB    NOT NULL,
    -- 1 when the record's snapshot holds it.
    folded     INTEGER NOT NULL CHECK (folded IN (0, 1)),
    -- 1 when the hub has it in its log.
    committed  INTEGER NOT NULL CHECK (committed IN (0, 1)),
    UNIQUE (document, hash),
    -- Two changes of one actor under one number would block merging for ever.
    UNIQUE (document, actor, sequence)
) STRICT;
CREATE INDEX record_change_tail ON record_change (document, ordinal) WHERE folded = 0;

-- Changes from the hub whose dependencies are not here yet.
CREATE TABLE awaiting_change (
    document   BLOB    NOT NULL CHECK (length(document) = 16),
    hash       BLOB    NOT NULL CHECK (length(hash) = 32),
    kind       INTEGER NOT NULL,
    bytes      BLOB    NOT NULL,
    PRIMARY KEY (document, hash)
) STRICT, WITHOUT ROWID;

-- What came from the hub and does not hold together. Kept with its bytes, for a person to decide.
CREATE TABLE set_aside (
    document   BLOB    NOT NULL CHECK (length(document) = 16),
    -- SHA-256 of the bytes: they may be too damaged to have a hash of their own.
    digest     BLOB    NOT NULL CHECK (length(digest) = 32),
    kind       INTEGER NOT NULL,
    -- 1 for a whole document, 0 for one change.
    whole      INTEGER NOT NULL CHECK (whole IN (0, 1)),
    bytes      BLOB    NOT NULL,
    -- What is wrong with it, in words.
    fault      TEXT    NOT NULL,
    came_at    INTEGER NOT NULL,
    PRIMARY KEY (document, digest)
) STRICT, WITHOUT ROWID;

-- Which scopes a record is in; domain::scope::Scope as text.
CREATE TABLE membership (
    document   BLOB    NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    scope      TEXT    NOT NULL,
    -- 0 while a fill of the scope has yet to name the record again: those that it never names have left.
    confirmed  INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    PRIMARY KEY (document, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_scope ON membership (scope, confirmed);

-- How far each scope is held.
CREATE TABLE scope_cursor (
    -- As text, for membership.
    scope      TEXT    NOT NULL PRIMARY KEY,
    -- domain::scope::Scope, postcard.
    encoded    BLOB    NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0)
) STRICT;

-- First fills that are under way: a cut stream goes on from here.
CREATE TABLE scope_fill (
    scope      TEXT    NOT NULL PRIMARY KEY,
    encoded    BLOB    NOT NULL,
    epoch      BLOB    NOT NULL CHECK (length(epoch) = 16),
    -- The hub's head when the stream began: the cursor, once it ends.
    head       INTEGER NOT NULL,
    -- Feed position of the last record stored; NULL before the first.
    after      INTEGER
) STRICT;
