-- Nothing of a record that has left may stay behind in the bytes of this database.

-- Whether records were deleted whose words may still stand in the index of words or in the write-ahead log: exactly one
-- row. It outlives a phone that is switched off in between.
CREATE TABLE forgetting (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    due   INTEGER NOT NULL CHECK (due IN (0, 1))
) STRICT;
INSERT INTO forgetting (one, due) VALUES (1, 1);
