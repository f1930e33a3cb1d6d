-- What the landlord's own systems say: reference rows for handhelds, and tables that imports look things up in.

-- Rows that every handheld holds, each replaced by its next version.
CREATE TABLE reference (
    collection INTEGER NOT NULL,                                -- domain::reference::Collection
    key TEXT NOT NULL,
    version INTEGER NOT NULL UNIQUE,
    row BLOB NOT NULL,                                          -- domain::reference::ReferenceRow as postcard
    PRIMARY KEY (collection, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE trade (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE priority (
    description TEXT NOT NULL PRIMARY KEY,                      -- "5 [N] NORMAL": what work orders quote
    code TEXT NOT NULL,
    days INTEGER NOT NULL                                       -- to complete the work in
) STRICT, WITHOUT ROWID;

CREATE TABLE property (
    reference TEXT NOT NULL PRIMARY KEY,                        -- the landlord's own: "00012345"
    uprn TEXT NOT NULL,                                         -- empty when unknown
    address_lines TEXT NOT NULL,                                -- a JSON list
    postcode TEXT NOT NULL,                                     -- empty when unknown
    contacts TEXT NOT NULL                                      -- a JSON list of {name, numbers}
) STRICT, WITHOUT ROWID;

-- Files named by the SHA-256 of their bytes. The bytes lie beside the database, under attachments/.
CREATE TABLE attachment (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    size INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    device BLOB NOT NULL REFERENCES device (device)             -- that brought it
) STRICT, WITHOUT ROWID;

-- Which records show which file, so that nobody fetches what their scopes do not hold.
CREATE TABLE attachment_use (
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    document BLOB NOT NULL REFERENCES record (document),
    PRIMARY KEY (hash, document)
) STRICT, WITHOUT ROWID;
