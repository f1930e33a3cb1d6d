-- Records as they were at a position of the log, so that a long one opens without its whole history being read. Derived:
-- every row can be made again from the log.
CREATE TABLE snapshot (
    document BLOB NOT NULL PRIMARY KEY REFERENCES record (document),
    position INTEGER NOT NULL,                                  -- up to which the log is in it
    frame BLOB NOT NULL                                         -- documents::Snapshot, framed
) STRICT;
