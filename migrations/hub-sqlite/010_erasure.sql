-- Erased records: what took their place, and what is remembered of them.

CREATE TABLE erased (
    document BLOB NOT NULL PRIMARY KEY CHECK (length(document) = 16),
    successor BLOB CHECK (successor IS NULL OR length(successor) = 16),  -- null when nothing took its place
    erased_at INTEGER NOT NULL,
    why TEXT NOT NULL,                                          -- in the words of whoever asked for it
    due INTEGER NOT NULL CHECK (due IN (0, 1))                  -- 1 until the write-ahead log holds nothing of it
) STRICT, WITHOUT ROWID;
CREATE INDEX erased_due ON erased (due) WHERE due = 1;

CREATE TABLE erased_change (
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    document BLOB NOT NULL CHECK (length(document) = 16),
    PRIMARY KEY (hash, document)
) STRICT, WITHOUT ROWID;

-- When the row goes with its bytes, which are encrypted until then: of a record that was erased. Null for ever.
ALTER TABLE quarantine ADD COLUMN delete_at INTEGER;
CREATE INDEX quarantine_delete ON quarantine (delete_at) WHERE delete_at IS NOT NULL;
CREATE INDEX quarantine_by_record ON quarantine (document);
