-- What people said about themselves. Apart from the log, which forgets nothing: a profile is replaced whole, and no handheld
-- is ever sent one. The database zeroes what is overwritten (PRAGMA secure_delete).

CREATE TABLE diversity_profile (
    tenancy BLOB NOT NULL CHECK (length(tenancy) = 16),
    person TEXT NOT NULL,                                       -- the name that they are known by there, in small letters
    given_at INTEGER NOT NULL,                                  -- by the best clock of the handheld; the latest stands
    form TEXT NOT NULL,                                         -- "diversity-profile"
    form_version INTEGER NOT NULL,
    replies TEXT NOT NULL,                                      -- JSON: question -> domain::form::Reply; empty once taken back
    PRIMARY KEY (tenancy, person)
) STRICT, WITHOUT ROWID;
