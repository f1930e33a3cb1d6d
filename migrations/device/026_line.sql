-- The devices that this handheld was before, oldest first, each with what handed over to the next: a hub that was put back
-- to before that is shown both.
CREATE TABLE former_self (
    number       INTEGER NOT NULL PRIMARY KEY,
    -- documents::certificate::Certificate, postcard.
    certificate  BLOB    NOT NULL,
    -- protocol::enrolment::SuccessionRequest, postcard: signed by both keys.
    hand_over    BLOB    NOT NULL
) STRICT;
