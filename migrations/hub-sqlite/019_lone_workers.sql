-- Who works alone, and by when they are to say that they are well. Times are the hub's own.
CREATE TABLE lone_worker (
    timer BLOB NOT NULL PRIMARY KEY CHECK (length(timer) = 16),
    person BLOB NOT NULL,
    device BLOB NOT NULL,
    place TEXT NOT NULL,
    beat INTEGER NOT NULL,                                      -- the highest number heard
    started_at INTEGER NOT NULL,
    heard_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    ended_at INTEGER,                                           -- NULL while somebody is watched
    escalated_at INTEGER,                                       -- when the alarm was raised; NULL while it was not
    taken_by TEXT NOT NULL,                                     -- who has seen to it; empty while nobody has
    latitude REAL,                                              -- NULL where no position is kept, and once it has ended
    longitude REAL,
    accuracy INTEGER                                            -- metres
) STRICT, WITHOUT ROWID;
CREATE INDEX lone_worker_due ON lone_worker (due_at) WHERE ended_at IS NULL;
