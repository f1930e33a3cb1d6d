-- What a landlord's system last said of each part of a work order that was taken, as digests: an import takes over what the
-- system says anew, and leaves standing what the office, or people at doors, have changed since.
CREATE TABLE said (
    document BLOB NOT NULL PRIMARY KEY REFERENCES record (document),
    parts BLOB NOT NULL,                                        -- 8 bytes of SHA-256 for each of hub::plan::Part, in order
    not_taken INTEGER NOT NULL CHECK (not_taken IN (0, 1))      -- 1 while something that it said last was not taken
) STRICT, WITHOUT ROWID;
