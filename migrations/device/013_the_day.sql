-- What the day's screens show: where a job is, who is late, what the office changed, and what this phone's own day was.

-- Where it is, in steps of 0.00001 degrees; NULL where the landlord has not said.
ALTER TABLE job_row ADD COLUMN north INTEGER;
ALTER TABLE job_row ADD COLUMN east INTEGER;
-- Unique property reference number; may be empty.
ALTER TABLE job_row ADD COLUMN uprn TEXT NOT NULL DEFAULT '';
-- When somebody who is running late expects to be there; otherwise NULL.
ALTER TABLE job_row ADD COLUMN expected_at INTEGER;
-- Why work rests or was left, in the words of whoever said so; otherwise empty.
ALTER TABLE job_row ADD COLUMN status_reason TEXT NOT NULL DEFAULT '';
-- 1 when it is completed and no earlier visit ended otherwise.
ALTER TABLE job_row ADD COLUMN first_time_fix INTEGER NOT NULL DEFAULT 0 CHECK (first_time_fix IN (0, 1));
-- 1 while the landlord has withdrawn it, whatever was recorded at the door.
ALTER TABLE job_row ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1));
-- Earlier jobs at one home: by its UPRN, and by its address where there is none.
CREATE INDEX job_row_uprn ON job_row (uprn) WHERE uprn <> '';
CREATE INDEX job_row_address ON job_row (postcode, address_lines);

-- Whether the landlord confirmed it: domain::alert::Confirmation::name. The last day it holds, or NULL.
ALTER TABLE alert_row ADD COLUMN confirmed TEXT NOT NULL DEFAULT '';
ALTER TABLE alert_row ADD COLUMN review TEXT;

-- What this handheld itself recorded and did not take back: its own day, and the positions that are kept. Derived, like
-- the rows of jobs.
CREATE TABLE own_event (
    event      BLOB    NOT NULL PRIMARY KEY CHECK (length(event) = 16),
    document   BLOB    NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    -- domain::job::EventKind::name.
    kind       TEXT    NOT NULL,
    -- This device's clock.
    at         INTEGER NOT NULL,
    -- Where the handheld was, in steps of 0.00001 degrees, and within how many metres; all NULL where that was not kept.
    north      INTEGER,
    east       INTEGER,
    accuracy   INTEGER
) STRICT;
CREATE INDEX own_event_document ON own_event (document);
CREATE INDEX own_event_at ON own_event (at);

-- What the office decides about a job, as the person last saw it: what differs now, the office changed since.
CREATE TABLE job_seen (
    document             BLOB    NOT NULL PRIMARY KEY REFERENCES record (document) ON DELETE CASCADE,
    -- domain::job::AppointmentWindow::to_scalar; empty without one.
    appointment          TEXT    NOT NULL,
    priority             TEXT    NOT NULL,
    required_completion  INTEGER,
    cancelled            INTEGER NOT NULL CHECK (cancelled IN (0, 1))
) STRICT;

-- Open jobs that were given to somebody else, until the person has read so: the landlord's reference and nothing more.
CREATE TABLE given_away (
    document   BLOB    NOT NULL PRIMARY KEY CHECK (length(document) = 16),
    reference  TEXT    NOT NULL,
    left_at    INTEGER NOT NULL,
    -- 1 when this handheld had recorded something on it.
    worked_on  INTEGER NOT NULL CHECK (worked_on IN (0, 1))
) STRICT;

-- 1 when this phone's position is kept with what its person records, where the phone allows it.
ALTER TABLE setting ADD COLUMN positions_kept INTEGER NOT NULL DEFAULT 1 CHECK (positions_kept IN (0, 1));
-- 1 when the day's jobs stand in the order of the shortest drive, 0 in that of their appointments.
ALTER TABLE setting ADD COLUMN shortest_drive INTEGER NOT NULL DEFAULT 0 CHECK (shortest_drive IN (0, 1));

-- Every row of a job says more than before.
UPDATE rebuilding SET due = 1, after = x'';
