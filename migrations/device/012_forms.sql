-- Forms as the hub sent them. Each version stays, for answers name the version they were given to.

CREATE TABLE form (
    form     TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    title    TEXT    NOT NULL,
    -- As it was written; domain::form reads it.
    json     TEXT    NOT NULL,
    PRIMARY KEY (form, version)
) STRICT, WITHOUT ROWID;
