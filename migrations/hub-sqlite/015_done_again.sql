-- 1 once the device that wrote it, or one that goes on from it, has done the same again: where it can never go in, that is
-- no matter for a person.
ALTER TABLE held ADD COLUMN done_again INTEGER NOT NULL DEFAULT 0 CHECK (done_again IN (0, 1));
