-- The times that this handheld's user works alone: one that runs, and those whose end the hub has not heard of.
CREATE TABLE lone_work (
    timer     BLOB    NOT NULL PRIMARY KEY CHECK (length(timer) = 16),
    place     TEXT    NOT NULL,
    minutes   INTEGER NOT NULL,
    -- When the latest thing was said, by this device's clock; and its number, from 1.
    said_at   INTEGER NOT NULL,
    beat      INTEGER NOT NULL,
    -- The highest number that the hub has heard; 0 before the first.
    heard     INTEGER NOT NULL,
    -- When the hub raises the alarm, in this device's clock as it was when the hub said so; NULL before that.
    due_at    INTEGER,
    -- Who has seen that they are overdue; empty while nobody has.
    taken_by  TEXT    NOT NULL,
    finished  INTEGER NOT NULL CHECK (finished IN (0, 1)),
    -- Where they were when they said it; NULL where no position is kept.
    latitude  REAL,
    longitude REAL,
    accuracy  INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX lone_work_one ON lone_work (finished) WHERE finished = 0;
