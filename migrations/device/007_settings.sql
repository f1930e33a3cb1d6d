-- What the person chose for this handheld: exactly one row.
CREATE TABLE setting (
    one                  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    -- 1 when photos wait for a connection that costs nothing.
    photos_on_wifi_only  INTEGER NOT NULL CHECK (photos_on_wifi_only IN (0, 1)),
    -- Megabytes of photos that the landlord has and that stay here as well.
    photos_kept_mb       INTEGER NOT NULL CHECK (photos_kept_mb >= 0)
) STRICT;
INSERT INTO setting (one, photos_on_wifi_only, photos_kept_mb) VALUES (1, 0, 500);

-- 1 for a picture that was put away to make room: the hub has it, and it comes back when somebody looks at it. Its
-- state is 2.
ALTER TABLE attachment ADD COLUMN put_away INTEGER NOT NULL DEFAULT 0 CHECK (put_away IN (0, 1));
