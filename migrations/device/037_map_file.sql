-- Archives of map tiles on this phone, by the SHA-256 of their bytes, which are encrypted files beside the pictures. Which one
-- the landlord supplies now is a row of landlord_setting; the one before stays until that has come.
CREATE TABLE map_file (
    hash       BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    -- What domain::map_area::MapArea::read reads.
    area       TEXT    NOT NULL,
    -- 1 once all its bytes are here and are what its name says.
    whole      INTEGER NOT NULL CHECK (whole IN (0, 1)),
    -- Until when it is not asked for, by this phone's clock, because the hub did not have it or gave other bytes; 0 for now.
    wait_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
