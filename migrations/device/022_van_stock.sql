-- What the vans of this handheld's user carry. Derived from records, as the rows of jobs are.

CREATE TABLE van_item_row (
    document      BLOB    NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    -- The landlord's reference of the item.
    item          TEXT    NOT NULL,
    -- What the van is called.
    van           TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    -- Empty for pieces.
    unit          TEXT    NOT NULL,
    -- What is left, in that unit; below nought when the last one was taken twice.
    remaining     REAL    NOT NULL,
    -- With no more than this it wants filling up; NULL where the landlord has not said.
    minimum       REAL,
    -- Milliseconds since 1970, by the landlord's system.
    counted_at    INTEGER NOT NULL,
    PRIMARY KEY (document, item)
) STRICT;
