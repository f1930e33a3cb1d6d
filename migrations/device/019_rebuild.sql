-- Records that are made again from the hub's, because the hub keeps something out that was written to them here; records that
-- were erased; and entries of former chains that have not ended.

-- Those that wait for the hub's copy.
CREATE TABLE rebuild (
    document  BLOB NOT NULL PRIMARY KEY REFERENCES record (document) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What was kept out and what stood on it, with its very bytes, as long as the record is here.
CREATE TABLE evidence (
    document  BLOB    NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    bytes     BLOB    NOT NULL,
    -- 1 when the same was written again upon the hub's record; 0 for what the hub refused, and what a signature covers.
    again     INTEGER NOT NULL CHECK (again IN (0, 1)),
    PRIMARY KEY (document, hash)
) STRICT, WITHOUT ROWID;

-- The change of this device that the entry's does once more; NULL for nearly all.
ALTER TABLE chain_entry ADD COLUMN again_of BLOB CHECK (again_of IS NULL OR length(again_of) = 32);
-- When this handheld heard that the entry's record was erased; NULL while it did not.
ALTER TABLE chain_entry ADD COLUMN superseded_at INTEGER;

-- When this handheld noticed that its disk had lost the entry's change before it was sent; NULL for nearly all.
ALTER TABLE chain_entry ADD COLUMN lost_at INTEGER;
CREATE INDEX chain_entry_lost ON chain_entry (n) WHERE lost_at IS NOT NULL;

-- What the entry writes, as in chain_entry.parts.
ALTER TABLE former_chain_entry ADD COLUMN parts TEXT NOT NULL DEFAULT '';
ALTER TABLE former_chain_entry ADD COLUMN superseded_at INTEGER;
CREATE INDEX former_chain_entry_outbox ON former_chain_entry (state) WHERE state > 1;

-- 1 when the job was not given to somebody else but erased.
ALTER TABLE given_away ADD COLUMN erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1));
