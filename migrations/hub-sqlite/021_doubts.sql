-- What does not add up in work that counts all the same, as the jobs' records say: made again whenever one changes. What was
-- doubtful before keeps the time when the hub learnt of it.
CREATE TABLE doubt (
    document BLOB NOT NULL REFERENCES record (document),
    code TEXT NOT NULL,                                         -- domain::job::Doubt::code
    words TEXT NOT NULL,
    noticed_at INTEGER NOT NULL,                                -- by the hub's clock
    PRIMARY KEY (document, code)
) STRICT, WITHOUT ROWID;
