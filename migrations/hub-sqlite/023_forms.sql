-- Forms that were begun in jobs and visits, so that a list opens no record without one; made again whenever one changes.
CREATE TABLE filled_form (
    document BLOB NOT NULL REFERENCES record (document),
    filled BLOB NOT NULL,                                       -- its id in the record
    form TEXT NOT NULL,
    begun_at INTEGER NOT NULL,                                  -- by the clock of whoever began it
    PRIMARY KEY (document, filled)
) STRICT, WITHOUT ROWID;

-- Forms that were given to the customer, as the office says.
CREATE TABLE form_given (
    filled BLOB NOT NULL PRIMARY KEY,
    document BLOB NOT NULL REFERENCES record (document),
    given_on TEXT NOT NULL,                                     -- 2026-11-27
    how TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO unnoted SELECT document FROM record WHERE kind IN (1, 5);
