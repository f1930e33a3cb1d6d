-- Hazards that were noticed at doors, as the records of jobs and visits say: made again whenever one changes, so that no list
-- opens a record.
CREATE TABLE hazard (
    document BLOB NOT NULL REFERENCES record (document),
    hazard BLOB NOT NULL,                                       -- its id in the record
    seen TEXT NOT NULL,
    who TEXT NOT NULL,                                          -- who lives with it; may be empty
    address TEXT NOT NULL,
    danger_now INTEGER NOT NULL,                                -- 1: somebody could be badly hurt within a day
    device BLOB NOT NULL,                                       -- who noticed it; empty when the record does not say
    aware_at INTEGER NOT NULL,                                  -- when the landlord became aware, by the hub's clock
    found TEXT NOT NULL,                                        -- domain::hazard::HazardFound::name; empty before that
    safety_work INTEGER NOT NULL,                               -- 1: such work is needed
    further_work INTEGER NOT NULL,
    happened TEXT NOT NULL,                                     -- "investigated 1795420800000", a line each
    approved INTEGER NOT NULL,                                  -- 1: the summary written last is approved
    PRIMARY KEY (document, hazard)
) STRICT, WITHOUT ROWID;

-- Who is competent to investigate hazards, as the landlord says.
CREATE TABLE investigator (
    name TEXT NOT NULL PRIMARY KEY,
    named_at INTEGER NOT NULL                                   -- by the hub's clock
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO unnoted SELECT document FROM record WHERE kind IN (1, 5);
