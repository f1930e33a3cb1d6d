-- Changes by others that the hub would not take when they were offered to it: nothing that stands on them counts there. Their
-- record is made again from the hub's.
CREATE TABLE refused_offer (
    document  BLOB NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (document, hash)
) STRICT, WITHOUT ROWID;
