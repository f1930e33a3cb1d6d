-- What happened to staff, on the handhelds of those whom the landlord has named. Derived from records, as the rows of jobs are.
CREATE TABLE incident_row (
    document    BLOB    NOT NULL PRIMARY KEY REFERENCES record (document) ON DELETE CASCADE,
    -- domain::incident::IncidentKind::name.
    kind        TEXT    NOT NULL,
    words       TEXT    NOT NULL,
    place       TEXT    NOT NULL,
    hurt        INTEGER NOT NULL CHECK (hurt IN (0, 1)),
    -- Who wrote it; NULL when the record does not say.
    device      BLOB    CHECK (device IS NULL OR length(device) = 16),
    -- By that device.
    written_at  INTEGER NOT NULL
) STRICT;
