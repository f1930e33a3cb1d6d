-- Who counted what is on a van: NULL for the landlord.
ALTER TABLE van_item_row ADD COLUMN counted_by BLOB;
-- A count beside the one that holds: neither had been seen by the other, and they come to different things. NULL where
-- there is none. What would be left by it, when it was made, and the device that made it.
ALTER TABLE van_item_row ADD COLUMN other_left REAL;
ALTER TABLE van_item_row ADD COLUMN other_at INTEGER;
ALTER TABLE van_item_row ADD COLUMN other_by BLOB;

-- What was taken out of the vans, the latest of each van. Derived from records.
CREATE TABLE van_taken_row (
    document      BLOB    NOT NULL REFERENCES record (document) ON DELETE CASCADE,
    id            BLOB    NOT NULL,
    -- The landlord's reference of the item.
    item          TEXT    NOT NULL,
    -- In the item's unit, more than nought.
    quantity      REAL    NOT NULL,
    -- The record of the job that it was used on, which need not be held here.
    job           BLOB    NOT NULL,
    -- Milliseconds since 1970, by the hub's clock as well as the device knew it.
    at            INTEGER NOT NULL,
    -- The device that took it; NULL when the record does not say.
    device        BLOB,
    PRIMARY KEY (document, id)
) STRICT;

-- Both are made from the records that are held.
UPDATE rebuilding SET due = 1;
