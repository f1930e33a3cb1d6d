-- What the person with this handheld said of themselves in forms, so that nobody types their licence number twice.
CREATE TABLE own_answer (
    -- The name that forms use in "prefill": "engineer.gas_licence".
    prefill  TEXT NOT NULL PRIMARY KEY,
    -- domain::form::Reply as one text.
    reply    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
