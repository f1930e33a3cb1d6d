-- Photos on their way from the camera into a record, and pictures that were destroyed.

-- Photos as the camera gave them: their bytes are encrypted files beside the database, until each has been scaled and
-- its record speaks of it.
CREATE TABLE taken_photo (
    -- What it is called in the record.
    photo       BLOB    NOT NULL PRIMARY KEY CHECK (length(photo) = 16),
    document    BLOB    NOT NULL CHECK (length(document) = 16),
    -- SHA-256 of the camera's bytes.
    hash        BLOB    NOT NULL CHECK (length(hash) = 32),
    -- domain::job::PhotoStage::name.
    stage       TEXT    NOT NULL,
    caption     TEXT    NOT NULL,
    -- When it was taken, by this device's clock, and how far the hub's was ahead of it; NULL before the first exchange.
    taken_at    INTEGER NOT NULL,
    hub_offset  INTEGER,
    -- Why no picture can be made of it, as a stable code; empty while it waits.
    fault       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX taken_photo_document ON taken_photo (document);

-- Pictures that somebody blacked out a part of: nobody holds their bytes any more. What is left says no more than that.
CREATE TABLE redacted_attachment (
    -- SHA-256 of the bytes.
    hash  BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    -- 1 until the file is known to be gone.
    due   INTEGER NOT NULL CHECK (due IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX redacted_attachment_due ON redacted_attachment (due) WHERE due = 1;
