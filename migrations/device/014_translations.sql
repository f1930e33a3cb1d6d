-- What the landlord says about the words of a language: put right, reviewed, or both.
CREATE TABLE translation (
    -- domain::locale::Locale::code.
    language          TEXT    NOT NULL PRIMARY KEY,
    template_version  INTEGER NOT NULL,
    -- The landlord's own words as Fluent text; empty where those that come with Doorstep stand.
    fluent            TEXT    NOT NULL,
    -- Who reviewed them and when; an empty name and NULL while nobody has.
    reviewed_by       TEXT    NOT NULL,
    reviewed_at       INTEGER
) STRICT, WITHOUT ROWID;
