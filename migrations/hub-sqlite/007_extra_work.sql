-- Work beyond the order that somebody has to decide on, as the jobs' records say: made again whenever one changes.
CREATE TABLE extra_work (
    document BLOB NOT NULL REFERENCES record (document),
    variation BLOB NOT NULL CHECK (length(variation) = 16),
    what TEXT NOT NULL,
    pence INTEGER NOT NULL,
    safe_to_wait INTEGER NOT NULL CHECK (safe_to_wait IN (0, 1)),
    device BLOB NOT NULL,                                       -- who recorded it; empty when unknown
    recorded_at INTEGER NOT NULL,                               -- by that device's clock
    PRIMARY KEY (document, variation)
) STRICT, WITHOUT ROWID;
