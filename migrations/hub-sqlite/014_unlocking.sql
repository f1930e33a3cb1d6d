-- Codes by which a handheld whose PIN is lost is opened again.
CREATE TABLE unlock_code (
    token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    device BLOB NOT NULL REFERENCES device (device),
    expires_at INTEGER NOT NULL,
    used_for BLOB CHECK (length(used_for) = 32)                 -- tells the seal that it opened; null until it is used
) STRICT, WITHOUT ROWID;
