-- What lists show, so that no list loads a document. Every row here is derived from a document by one function
-- (store::read::derive) and can be made again from nothing.

CREATE TABLE job_row (
    id                   INTEGER NOT NULL PRIMARY KEY,
    document             BLOB    NOT NULL UNIQUE REFERENCES record (document) ON DELETE CASCADE,
    reference            TEXT    NOT NULL,
    description          TEXT    NOT NULL,
    -- From the door outward, one to a line, without the postcode.
    address_lines        TEXT    NOT NULL,
    postcode             TEXT    NOT NULL,
    trade                TEXT    NOT NULL,
    priority             TEXT    NOT NULL,
    urgent               INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    -- The appointment, in London time: a day as 2026-11-22, times as 08:00. Without one: NULL, and three empty texts.
    appointment_date     TEXT,
    appointment_earliest TEXT    NOT NULL,
    appointment_latest   TEXT    NOT NULL,
    appointment_name     TEXT    NOT NULL,
    -- When it must be done by; NULL where the landlord set no time.
    required_completion  INTEGER,
    -- domain::job::JobStatus::name.
    status               TEXT    NOT NULL,
    -- 1 when the visit is closed.
    closed               INTEGER NOT NULL CHECK (closed IN (0, 1)),
    -- The London day it was closed on, by the best clock known; NULL while it is open.
    finished_on          TEXT,
    -- Alerts that follow the work to the door, whether or not they have arrived here.
    alert_count          INTEGER NOT NULL,
    -- 1 when competing edits or odd events wait for a person.
    needs_attention      INTEGER NOT NULL CHECK (needs_attention IN (0, 1))
) STRICT;
CREATE INDEX job_row_open ON job_row (closed, appointment_date);
CREATE INDEX job_row_finished ON job_row (finished_on) WHERE finished_on IS NOT NULL;

-- The words that jobs are found by. Its rowid is job_row.id.
CREATE VIRTUAL TABLE job_words USING fts5 (
    reference, address, postcode, description, contacts,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
CREATE TRIGGER job_row_removed AFTER DELETE ON job_row BEGIN
    DELETE FROM job_words WHERE rowid = old.id;
END;

-- Which alerts a job names.
CREATE TABLE job_alert (
    document   BLOB    NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    alert      BLOB    NOT NULL CHECK (length(alert) = 16),
    PRIMARY KEY (document, alert)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_alert_alert ON job_alert (alert);

CREATE TABLE alert_row (
    document   BLOB    NOT NULL PRIMARY KEY REFERENCES record (document) ON DELETE CASCADE,
    -- domain::alert::AlertSubject::name.
    subject    TEXT    NOT NULL,
    -- HACT's code: "20-10".
    type_code  TEXT    NOT NULL,
    comments   TEXT    NOT NULL
) STRICT;
