-- Alerts that somebody raised at a door, and what they rest on. Derived from records, as the rows of jobs are.

-- 1 when somebody raised it at a door; the home it is about, by which it is found at that home's other doors.
ALTER TABLE alert_row ADD COLUMN raised INTEGER NOT NULL DEFAULT 0 CHECK (raised IN (0, 1));
ALTER TABLE alert_row ADD COLUMN raised_from BLOB CHECK (raised_from IS NULL OR length(raised_from) = 16);
ALTER TABLE alert_row ADD COLUMN property TEXT NOT NULL DEFAULT '';
-- As in job_row and tenancy_row.
ALTER TABLE alert_row ADD COLUMN address_lines TEXT NOT NULL DEFAULT '';
ALTER TABLE alert_row ADD COLUMN postcode TEXT NOT NULL DEFAULT '';
CREATE INDEX alert_row_raised ON alert_row (address_lines) WHERE raised = 1;

-- What alerts rest on: on the handhelds of those who decide, and on the raiser's until the landlord has it.
CREATE TABLE alert_report_row (
    document      BLOB    NOT NULL PRIMARY KEY REFERENCES record (document) ON DELETE CASCADE,
    -- domain::alert::AlertSubject::name.
    subject       TEXT    NOT NULL,
    address_lines TEXT    NOT NULL,
    postcode      TEXT    NOT NULL,
    -- "waiting", "confirmed", "declined" or "competing".
    standing      TEXT    NOT NULL,
    -- The last day on which it holds, as 2026-11-22; NULL unless it is confirmed.
    review        TEXT,
    -- By the raiser's device.
    raised_at     INTEGER NOT NULL
) STRICT;

-- What this handheld's user reported and does not hold any more: that it was written, so that they see it sent; none of its
-- words. No record is named by a key: it is gone once the landlord has it.
CREATE TABLE sent_report (
    document      BLOB    NOT NULL PRIMARY KEY CHECK (length(document) = 16),
    -- domain::id::RecordKind, by number.
    kind          INTEGER NOT NULL,
    -- Where, in one line; may be empty.
    place         TEXT    NOT NULL,
    written_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
