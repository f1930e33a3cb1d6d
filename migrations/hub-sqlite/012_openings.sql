-- Each opening of this folder by a process of the hub's or by a command, and how far the log had come. Handhelds bring back
-- which opening was the last as the hub spoke to them, and what it said: so a folder that was put back from an older copy is
-- known, however far its log has come since and however often it has been opened.
CREATE TABLE opening (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name BLOB NOT NULL UNIQUE CHECK (length(name) = 8),
    position INTEGER NOT NULL                                   -- of the log's head
) STRICT;
