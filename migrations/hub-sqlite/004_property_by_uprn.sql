-- Properties are reference rows (collection 4) from here on; rows of the table property keep the people to ring there.

-- Finds a property's reference by its UPRN: messages from other systems may name a home by that alone.
CREATE TABLE property_by_uprn (
    uprn TEXT NOT NULL,                                         -- without leading noughts
    reference TEXT NOT NULL,                                    -- the row's key in reference
    PRIMARY KEY (uprn, reference)
) STRICT, WITHOUT ROWID;
