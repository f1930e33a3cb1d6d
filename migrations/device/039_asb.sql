-- Reports of anti-social behaviour, as an officer's lists show them. On other handhelds the table stays empty. Derived from
-- records, as the rows of jobs are.

CREATE TABLE asb_row (
    document      BLOB    NOT NULL PRIMARY KEY REFERENCES record (document) ON DELETE CASCADE,
    -- The home of whoever reports it; NULL for one that no handheld of theirs held.
    tenancy       BLOB,
    -- domain::asb::AsbKind::name.
    kind          TEXT    NOT NULL,
    customer      TEXT    NOT NULL,
    words         TEXT    NOT NULL,
    received      INTEGER NOT NULL,
    -- 1 until it is closed.
    open          INTEGER NOT NULL CHECK (open IN (0, 1)),
    -- 1 when whoever reports it wants it kept from the others in their home.
    kept_apart    INTEGER NOT NULL CHECK (kept_apart IN (0, 1)),
    -- 1 when what was answered last about risk is not to wait.
    at_once       INTEGER NOT NULL CHECK (at_once IN (0, 1)),
    -- How many entries whoever closed it had not seen.
    unseen        INTEGER NOT NULL,
    -- How many times something was written into the diary.
    diary_entries INTEGER NOT NULL
) STRICT;
CREATE INDEX asb_row_tenancy ON asb_row (tenancy);
