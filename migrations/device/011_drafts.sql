-- What was typed into forms and not saved yet. It is never sent.
CREATE TABLE draft (
    -- Which form and field: "no-access/01ARZ3NDEKTSV4RRFFQ69G5FAV".
    key      TEXT    NOT NULL PRIMARY KEY,
    text     TEXT    NOT NULL,
    -- By this device's clock: the oldest make way.
    kept_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
