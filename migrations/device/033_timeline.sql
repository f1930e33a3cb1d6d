-- One view of a home: what happened there, entry by entry, and what is needed to tell whose it is. Derived from records, as
-- the rows of jobs are.

-- When it was raised; NULL where the landlord has not said.
ALTER TABLE job_row ADD COLUMN raised INTEGER;

-- Unique property reference number; may be empty.
ALTER TABLE tenancy_row ADD COLUMN uprn TEXT NOT NULL DEFAULT '';
-- The people on the agreement, one to a line.
ALTER TABLE tenancy_row ADD COLUMN people TEXT NOT NULL DEFAULT '';
-- The day, as 2019-05-04, on which it began; NULL where the landlord has not said.
ALTER TABLE tenancy_row ADD COLUMN started TEXT;
-- The tenancies of one home: by its UPRN, and by its address where there is none.
CREATE INDEX tenancy_row_uprn ON tenancy_row (uprn) WHERE uprn <> '';
CREATE INDEX tenancy_row_home ON tenancy_row (postcode, address_lines);

-- 1 when whoever spoke wants it kept from the others in their home.
ALTER TABLE feedback_row ADD COLUMN kept_apart INTEGER NOT NULL DEFAULT 0 CHECK (kept_apart IN (0, 1));
-- What they were told at once, one domain::feedback::Told::to_line to a line.
ALTER TABLE feedback_row ADD COLUMN told TEXT NOT NULL DEFAULT '';

-- What happened in a record besides what its own row says.
CREATE TABLE happening (
    document   BLOB    NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    -- store::read::timeline::HappeningKind::name.
    kind       TEXT    NOT NULL,
    -- Its id within the record: of an event, a form, a step; the record's own where it is about all of it.
    entry      BLOB    NOT NULL CHECK (length(entry) = 16),
    -- Milliseconds since 1970, by the best clock known.
    at         INTEGER NOT NULL,
    -- Whose device wrote it; NULL where nobody can tell.
    device     BLOB,
    -- The kind of event or step, the form's id, a reference: what the kind needs to be put into words.
    name       TEXT    NOT NULL,
    -- In the words of whoever wrote it; may be empty.
    words      TEXT    NOT NULL,
    -- Who answers for it, what was offered; may be empty.
    more       TEXT    NOT NULL,
    PRIMARY KEY (document, kind, entry)
) STRICT, WITHOUT ROWID;

UPDATE rebuilding SET due = 1, after = x'';
