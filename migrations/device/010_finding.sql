-- Finding and paging through many jobs: the words of the work itself, and the order of the list as an index.

-- The words that jobs are found by, those of the work now among them. Its rowid is job_row.id. Made empty: the records'
-- words are put in by making the rows of every record again, for which this layout asks below.
DROP TABLE job_words;
CREATE VIRTUAL TABLE job_words USING fts5 (
    reference, address, postcode, description, contacts,
    -- Codes and descriptions of items, reasons given, and the note.
    work,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);

-- The order of the list, whole, so that a stretch of it is read without the rest.
DROP INDEX job_row_open;
CREATE INDEX job_row_order ON job_row (
    closed, appointment_date IS NULL, appointment_date, appointment_earliest, required_completion IS NULL,
    required_completion, reference, document
);

-- Whether the derived rows of every record are to be made again, and how far that has come: exactly one row. It outlives
-- a phone that is switched off in between.
CREATE TABLE rebuilding (
    one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    due    INTEGER NOT NULL CHECK (due IN (0, 1)),
    -- The last record whose rows were made; empty before the first.
    after  BLOB    NOT NULL
) STRICT;
INSERT INTO rebuilding (one, due, after) VALUES (1, 1, x'');
