-- The landlord's own rows: read-only here, replaced as the hub sends them.

CREATE TABLE rate_schedule_code (
    id                INTEGER NOT NULL PRIMARY KEY,
    code              TEXT    NOT NULL UNIQUE,
    description       TEXT    NOT NULL,
    unit              TEXT    NOT NULL,
    trade             TEXT    NOT NULL,
    -- NULL where the landlord gives none.
    standard_minutes  INTEGER,
    -- 1 for a code of the M3NHF schedule.
    m3nhf             INTEGER NOT NULL CHECK (m3nhf IN (0, 1))
) STRICT;
CREATE INDEX rate_schedule_code_trade ON rate_schedule_code (trade);

-- Words and codes by their first letters; its content is the table above.
CREATE VIRTUAL TABLE rate_schedule_words USING fts5 (
    code, description,
    content = 'rate_schedule_code', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3'
);
CREATE TRIGGER rate_schedule_code_added AFTER INSERT ON rate_schedule_code BEGIN
    INSERT INTO rate_schedule_words (rowid, code, description) VALUES (new.id, new.code, new.description);
END;
CREATE TRIGGER rate_schedule_code_removed AFTER DELETE ON rate_schedule_code BEGIN
    INSERT INTO rate_schedule_words (rate_schedule_words, rowid, code, description)
        VALUES ('delete', old.id, old.code, old.description);
END;
CREATE TRIGGER rate_schedule_code_changed AFTER UPDATE ON rate_schedule_code BEGIN
    INSERT INTO rate_schedule_words (rate_schedule_words, rowid, code, description)
        VALUES ('delete', old.id, old.code, old.description);
    INSERT INTO rate_schedule_words (rowid, code, description) VALUES (new.id, new.code, new.description);
END;

-- Codes that were used on this handheld, to offer them first.
CREATE TABLE code_use (
    code       TEXT    NOT NULL PRIMARY KEY,
    used_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX code_use_latest ON code_use (used_at);

-- Devices and their people, so that edits have names.
CREATE TABLE device_entry (
    device       BLOB    NOT NULL PRIMARY KEY CHECK (length(device) = 16),
    device_name  TEXT    NOT NULL,
    person       BLOB    NOT NULL CHECK (length(person) = 16),
    person_name  TEXT    NOT NULL
) STRICT;

-- The landlord: at most one row.
CREATE TABLE landlord (
    one             INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    name            TEXT    NOT NULL,
    control_number  TEXT    NOT NULL
) STRICT;
