-- What a hub has to know when something went wrong: its own folder put back from a copy, a log with holes in it, a handheld
-- of which there are two, a person's decision about what was set aside.

-- Lives of the log after its first. Positions below `began` were given out by earlier lives; those above `kept` and below
-- `began` speak of things that this database has lost.
CREATE TABLE epoch (
    epoch BLOB NOT NULL PRIMARY KEY CHECK (length(epoch) = 16),
    kept INTEGER NOT NULL,                                      -- position up to which the life before is here
    began INTEGER NOT NULL,                                     -- position
    began_at INTEGER NOT NULL,
    reason TEXT NOT NULL,                                       -- "restored" by command, or "noticed" from a receipt
    device BLOB NOT NULL                                        -- whose receipt showed it; empty when restored by command
) STRICT, WITHOUT ROWID;

-- Records of which the log has lost changes.
CREATE TABLE lacking (
    document BLOB NOT NULL PRIMARY KEY REFERENCES record (document),
    missing BLOB NOT NULL CHECK (length(missing) = 16),         -- the sum over what is lost, as in record.digest
    noticed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A person's decision, or the change's own way into the log after all.
ALTER TABLE quarantine ADD COLUMN settled_at INTEGER;           -- null while it waits for somebody
ALTER TABLE quarantine ADD COLUMN settlement TEXT NOT NULL DEFAULT '';  -- "let_in", "released" or "discarded"
ALTER TABLE quarantine ADD COLUMN why TEXT NOT NULL DEFAULT '';         -- in the person's words
CREATE INDEX quarantine_unsettled ON quarantine (document) WHERE settled_at IS NULL;

-- The device that it was before its chain forked; null for one that was enrolled with an invitation.
ALTER TABLE device ADD COLUMN predecessor BLOB REFERENCES device (device);
