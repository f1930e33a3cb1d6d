-- Photos and other files, by what they contain. Their bytes are encrypted files beside the database.

CREATE TABLE attachment (
    -- SHA-256 of the plain bytes.
    hash        BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    -- Plain bytes.
    size        INTEGER NOT NULL CHECK (size >= 0),
    media_type  TEXT    NOT NULL,
    -- 0 waiting: here, not at the hub. 1 sent: made here, and at the hub. 2 coming: not here, to be fetched.
    -- 3 present: fetched from the hub. 4 elsewhere: not here, and the hub did not have it when it was asked.
    state       INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    -- Bytes that the hub has said it holds of an upload under way.
    uploaded    INTEGER NOT NULL CHECK (uploaded >= 0),
    -- When it was added, or last asked for.
    touched_at  INTEGER NOT NULL
) STRICT;
-- Small ones first: a preview is of use before its picture is.
CREATE INDEX attachment_queue ON attachment (state, size) WHERE state IN (0, 2, 4);

-- Which records name an attachment. Derived, like the read models.
CREATE TABLE attachment_use (
    document    BLOB    NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    hash        BLOB    NOT NULL REFERENCES attachment (hash),
    PRIMARY KEY (document, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_use_hash ON attachment_use (hash);
