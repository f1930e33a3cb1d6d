-- Codes that the person keeps at hand.
CREATE TABLE favourite_code (
    code  TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- 1 when the job had been closed on this handheld before it was given to somebody else.
ALTER TABLE given_away ADD COLUMN closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1));
