-- The archives of map tiles that the landlord supplied, named by the SHA-256 of their bytes. The bytes lie beside those of
-- attachments. One is what handhelds fetch; others are left until their files are known to be gone.
CREATE TABLE map_file (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    added_at INTEGER NOT NULL,
    current INTEGER NOT NULL CHECK (current IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX map_file_current ON map_file (current) WHERE current = 1;
