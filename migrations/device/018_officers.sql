-- What a housing officer's lists show: homes, what visits are for, and what customers said. On other handhelds these tables
-- stay empty. Derived from records, as the rows of jobs are.

CREATE TABLE tenancy_row (
    document      BLOB    NOT NULL PRIMARY KEY REFERENCES record (document) ON DELETE CASCADE,
    reference     TEXT    NOT NULL,
    address_lines TEXT    NOT NULL,
    postcode      TEXT    NOT NULL,
    -- The people on the agreement, in one line.
    names         TEXT    NOT NULL,
    -- Rent that is owed, in pence; NULL where the landlord has not said.
    arrears_pence INTEGER,
    -- The day, as 2026-11-22, on which it was last checked who lives there; NULL before the first time.
    last_check    TEXT,
    -- What a home is found by, in small letters.
    words         TEXT    NOT NULL
) STRICT;
CREATE INDEX tenancy_row_address ON tenancy_row (address_lines, reference);

-- Which of the rows of jobs are visits.
CREATE TABLE visit_row (
    document      BLOB    NOT NULL PRIMARY KEY REFERENCES record (document) ON DELETE CASCADE,
    -- domain::visit::VisitKind::name.
    kind          TEXT    NOT NULL,
    -- The home's record; NULL for a visit to no home.
    tenancy       BLOB
) STRICT;
CREATE INDEX visit_row_tenancy ON visit_row (tenancy);

CREATE TABLE feedback_row (
    document      BLOB    NOT NULL PRIMARY KEY REFERENCES record (document) ON DELETE CASCADE,
    tenancy       BLOB,
    -- domain::feedback::FeedbackKind::name.
    kind          TEXT    NOT NULL,
    customer      TEXT    NOT NULL,
    words         TEXT    NOT NULL,
    received      INTEGER NOT NULL,
    -- 1 while the customer waits for an answer.
    open          INTEGER NOT NULL CHECK (open IN (0, 1)),
    -- Who answers for it; empty while nobody does.
    responsible   TEXT    NOT NULL
) STRICT;
CREATE INDEX feedback_row_tenancy ON feedback_row (tenancy);
