-- Who may speak to the hub, and what each device has written so far.
-- Times are milliseconds since 1970 UTC by the hub's clock; identities are 16 bytes; positions count the log from 1.

-- The hub itself: one row.
CREATE TABLE hub (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),             -- names one life of the log: another after a restore
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),   -- must match the key file beside the database
    device BLOB NOT NULL CHECK (length(device) = 16),           -- under which the hub itself writes (imports, planning)
    position INTEGER NOT NULL,                                  -- the log's head
    reference_version INTEGER NOT NULL,                         -- the reference data's head
    address TEXT NOT NULL                                       -- where handhelds reach this hub; empty until known
) STRICT;

CREATE TABLE team (
    code TEXT NOT NULL PRIMARY KEY                              -- the landlord's own: "PLUMBING-NORTH"
) STRICT;

CREATE TABLE person (
    person BLOB NOT NULL PRIMARY KEY CHECK (length(person) = 16),
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL                                          -- domain::access::Role
) STRICT;

-- Which scopes a person was given, and when by the log: work is judged by what its writer had been given then.
CREATE TABLE person_scope (
    person BLOB NOT NULL REFERENCES person (person),
    scope TEXT NOT NULL,                                        -- domain::scope::Scope as text
    given INTEGER NOT NULL,                                     -- position
    withdrawn INTEGER,                                          -- position; null while it holds
    PRIMARY KEY (person, scope, given)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    device BLOB NOT NULL PRIMARY KEY CHECK (length(device) = 16),
    person BLOB NOT NULL REFERENCES person (person),
    name TEXT NOT NULL,                                         -- "Van 12"
    public_key BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),
    enrolled_at INTEGER NOT NULL,
    revoked_at INTEGER,                                         -- null while it may speak
    forked_at INTEGER,                                          -- when its chain was first seen to fork
    request_top INTEGER NOT NULL,                               -- protocol::proof::ReplayWindow
    request_seen INTEGER NOT NULL,
    chain_n INTEGER NOT NULL,                                   -- its last entry here; 0 before the first
    chain_digest BLOB NOT NULL CHECK (length(chain_digest) = 32),
    chain_position INTEGER NOT NULL                             -- what that entry had seen of the log
) STRICT;

-- Every chain entry that was taken in, so that sending one again gets the same answer.
CREATE TABLE entry (
    device BLOB NOT NULL REFERENCES device (device),
    n INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    outcome TEXT NOT NULL,                                      -- "accepted", "held", or why it is in quarantine
    PRIMARY KEY (device, n)
) STRICT, WITHOUT ROWID;

-- Actors by the device that opened them in its chain. None is ever another device's.
CREATE TABLE actor (
    actor BLOB NOT NULL PRIMARY KEY CHECK (length(actor) = 16),
    device BLOB NOT NULL REFERENCES device (device)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
    token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    person BLOB NOT NULL REFERENCES person (person),
    device_name TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_by BLOB REFERENCES device (device)                     -- null until it is used
) STRICT, WITHOUT ROWID;
