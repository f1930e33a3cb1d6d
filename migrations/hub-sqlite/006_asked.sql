-- What people at the door have asked or told the planner and nobody has acted on: late, handed back, a swap. Derived from
-- the jobs' event logs as changes come in.
CREATE TABLE asked (
    event BLOB NOT NULL PRIMARY KEY CHECK (length(event) = 16),
    document BLOB NOT NULL REFERENCES record (document),
    kind TEXT NOT NULL,                                         -- domain::job::EventKind::name
    reason TEXT NOT NULL,
    device BLOB CHECK (device IS NULL OR length(device) = 16),  -- who asked
    received_at INTEGER NOT NULL                                -- by the hub's clock
) STRICT;
CREATE INDEX asked_document ON asked (document);
