-- Pictures that somebody blacked out a part of: the hub holds their bytes no more, and takes them from nobody.
CREATE TABLE redacted_attachment (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),   -- all that is left of it
    redacted_at INTEGER NOT NULL,
    due INTEGER NOT NULL CHECK (due IN (0, 1))                  -- 1 until the file is known to be gone
) STRICT, WITHOUT ROWID;
CREATE INDEX redacted_attachment_due ON redacted_attachment (due) WHERE due = 1;
