-- What of a job or a visit waits for somebody to decide it, or to look at it, and visits at which nobody let anybody in, until
-- another is booked. Derived from the records as changes come in.
CREATE TABLE matter (
    document BLOB NOT NULL REFERENCES record (document),
    code TEXT NOT NULL,                                         -- domain::job::Undecided::code, or "no_access"
    subject BLOB NOT NULL,                                      -- the event, item, photo or sign-off; empty for the whole
    noticed_at INTEGER NOT NULL,                                -- by the hub's clock
    dismissed_at INTEGER,                                       -- when somebody said that it is seen to; null until then
    why TEXT NOT NULL,                                          -- in their words; empty until then
    PRIMARY KEY (document, code, subject)
) STRICT, WITHOUT ROWID;

-- Jobs and visits of which these rows were not made yet: all that were here before them.
CREATE TABLE unnoted (
    document BLOB NOT NULL PRIMARY KEY REFERENCES record (document)
) STRICT, WITHOUT ROWID;
INSERT INTO unnoted SELECT document FROM record WHERE kind IN (1, 5);
