-- What the landlord promises, and the days that count: replaced as the hub sends them.

-- Packs of service standards.
CREATE TABLE standards_pack (
    id    TEXT NOT NULL PRIMARY KEY,
    -- As it was written; domain::standards reads it.
    json  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Bank holidays of the years that were published. For every other year a rule stands.
CREATE TABLE bank_holiday (
    day    TEXT    NOT NULL PRIMARY KEY,    -- "2026-12-28"
    year   INTEGER NOT NULL,
    title  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX bank_holiday_year ON bank_holiday (year);
