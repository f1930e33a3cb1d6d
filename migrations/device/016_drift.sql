-- What a handheld has to know when it and its hub differ though they should not: because the hub was put back from an older
-- copy, because this handheld was, or because either lost something without a word.

-- The sum over what is held of the scope and in the hub's log; NULL until it is summed again. Kept so that a sync with
-- nothing new does no work per record.
ALTER TABLE scope_cursor ADD COLUMN digest BLOB CHECK (digest IS NULL OR length(digest) = 16);
-- 1 while the scope has to be reconciled before it can be followed further.
ALTER TABLE scope_cursor ADD COLUMN stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1));
CREATE TRIGGER membership_added AFTER INSERT ON membership BEGIN
    UPDATE scope_cursor SET digest = NULL WHERE scope = new.scope AND digest IS NOT NULL;
END;
CREATE TRIGGER membership_removed AFTER DELETE ON membership BEGIN
    UPDATE scope_cursor SET digest = NULL WHERE scope = old.scope AND digest IS NOT NULL;
END;
CREATE TRIGGER record_summed AFTER UPDATE OF committed_sum ON record BEGIN
    UPDATE scope_cursor SET digest = NULL WHERE digest IS NOT NULL
        AND scope IN (SELECT scope FROM membership WHERE membership.document = new.document);
END;

-- Changes that the hub turned out to lack, to be offered to it; whoever wrote them.
CREATE TABLE offer (
    document  BLOB NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    -- The scope that was reconciled; domain::scope::Scope as text.
    scope     TEXT NOT NULL,
    PRIMARY KEY (document, hash)
) STRICT, WITHOUT ROWID;

-- The hub's word on how far it had come: protocol::message::Receipt, postcard; NULL before the first answer.
ALTER TABLE contact ADD COLUMN receipt BLOB;

-- SHA-256 of the change's bytes, so that an entry keeps its place in the chain when its record has left.
ALTER TABLE chain_entry ADD COLUMN bytes_digest BLOB CHECK (bytes_digest IS NULL OR length(bytes_digest) = 32);
-- For an actor that this device goes on with as the successor of the one that opened it: that one.
ALTER TABLE chain_entry ADD COLUMN inherited_from BLOB CHECK (inherited_from IS NULL OR length(inherited_from) = 16);

-- The chains of the devices that this handheld was before, as evidence: nothing is sent from here.
CREATE TABLE former_chain_entry (
    device         BLOB    NOT NULL CHECK (length(device) = 16),
    n              INTEGER NOT NULL,
    position_seen  INTEGER NOT NULL,
    digest         BLOB    NOT NULL CHECK (length(digest) = 32),
    actor          BLOB,
    document       BLOB,
    kind           INTEGER,
    change         BLOB,
    written_at     INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    reason         TEXT    NOT NULL,
    PRIMARY KEY (device, n)
) STRICT, WITHOUT ROWID;

-- Going on as another device: the key that was made for it and not yet taken over, and how it was called before.
CREATE TABLE succession (
    one           INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    -- Seed of the successor's key while the hub has yet to answer; NULL otherwise.
    seed          BLOB    CHECK (seed IS NULL OR length(seed) = 32),
    -- "Van 12"; empty before the first time.
    former_name   TEXT    NOT NULL,
    -- When it last went on as another, by this device's clock; NULL before the first time.
    succeeded_at  INTEGER
) STRICT;
INSERT INTO succession (one, seed, former_name, succeeded_at) VALUES (1, NULL, '', NULL);
