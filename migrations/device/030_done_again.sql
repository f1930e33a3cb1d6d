-- 1 once what an entry did was done again on its record, made again from the hub's: the later entry is listed in its place,
-- also when the record has left since and with it the bytes that the hub would not take.
ALTER TABLE chain_entry ADD COLUMN done_again INTEGER NOT NULL DEFAULT 0 CHECK (done_again IN (0, 1));
ALTER TABLE former_chain_entry ADD COLUMN done_again INTEGER NOT NULL DEFAULT 0 CHECK (done_again IN (0, 1));
UPDATE chain_entry SET done_again = 1
    WHERE EXISTS (SELECT 1 FROM evidence WHERE document = chain_entry.document AND hash = change AND again = 1);
UPDATE former_chain_entry SET done_again = 1
    WHERE EXISTS (SELECT 1 FROM evidence WHERE document = former_chain_entry.document AND hash = change AND again = 1);
ALTER TABLE evidence DROP COLUMN again;
