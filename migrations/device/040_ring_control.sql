-- When a danger was noticed here that could hurt somebody badly within a day, by the clock of whoever noticed it: the newest
-- about which nobody has said yet that they rang. NULL where there is none.
ALTER TABLE job_row ADD COLUMN danger_at INTEGER;
-- It is made from the records that are held.
UPDATE rebuilding SET due = 1;
