-- The index of words in eight parts, by the number of the job's row: when a record leaves, only the part that had its
-- words is made anew, and whoever saves meanwhile waits for an eighth of what they waited for. What saves add to a part
-- is merged when there is nothing else to do (`store::rest`), not by the save that happens to be the fourth.

DROP TRIGGER job_row_removed;
CREATE VIRTUAL TABLE job_words_0 USING fts5 (
    reference, address, postcode, description, contacts, work,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
INSERT INTO job_words_0 (job_words_0, rank) VALUES ('automerge', 0);
INSERT INTO job_words_0 (rowid, reference, address, postcode, description, contacts, work)
    SELECT rowid, reference, address, postcode, description, contacts, work FROM job_words WHERE rowid % 8 = 0;
CREATE VIRTUAL TABLE job_words_1 USING fts5 (
    reference, address, postcode, description, contacts, work,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
INSERT INTO job_words_1 (job_words_1, rank) VALUES ('automerge', 0);
INSERT INTO job_words_1 (rowid, reference, address, postcode, description, contacts, work)
    SELECT rowid, reference, address, postcode, description, contacts, work FROM job_words WHERE rowid % 8 = 1;
CREATE VIRTUAL TABLE job_words_2 USING fts5 (
    reference, address, postcode, description, contacts, work,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
INSERT INTO job_words_2 (job_words_2, rank) VALUES ('automerge', 0);
INSERT INTO job_words_2 (rowid, reference, address, postcode, description, contacts, work)
    SELECT rowid, reference, address, postcode, description, contacts, work FROM job_words WHERE rowid % 8 = 2;
CREATE VIRTUAL TABLE job_words_3 USING fts5 (
    reference, address, postcode, description, contacts, work,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
INSERT INTO job_words_3 (job_words_3, rank) VALUES ('automerge', 0);
INSERT INTO job_words_3 (rowid, reference, address, postcode, description, contacts, work)
    SELECT rowid, reference, address, postcode, description, contacts, work FROM job_words WHERE rowid % 8 = 3;
CREATE VIRTUAL TABLE job_words_4 USING fts5 (
    reference, address, postcode, description, contacts, work,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
INSERT INTO job_words_4 (job_words_4, rank) VALUES ('automerge', 0);
INSERT INTO job_words_4 (rowid, reference, address, postcode, description, contacts, work)
    SELECT rowid, reference, address, postcode, description, contacts, work FROM job_words WHERE rowid % 8 = 4;
CREATE VIRTUAL TABLE job_words_5 USING fts5 (
    reference, address, postcode, description, contacts, work,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
INSERT INTO job_words_5 (job_words_5, rank) VALUES ('automerge', 0);
INSERT INTO job_words_5 (rowid, reference, address, postcode, description, contacts, work)
    SELECT rowid, reference, address, postcode, description, contacts, work FROM job_words WHERE rowid % 8 = 5;
CREATE VIRTUAL TABLE job_words_6 USING fts5 (
    reference, address, postcode, description, contacts, work,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
INSERT INTO job_words_6 (job_words_6, rank) VALUES ('automerge', 0);
INSERT INTO job_words_6 (rowid, reference, address, postcode, description, contacts, work)
    SELECT rowid, reference, address, postcode, description, contacts, work FROM job_words WHERE rowid % 8 = 6;
CREATE VIRTUAL TABLE job_words_7 USING fts5 (
    reference, address, postcode, description, contacts, work,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
INSERT INTO job_words_7 (job_words_7, rank) VALUES ('automerge', 0);
INSERT INTO job_words_7 (rowid, reference, address, postcode, description, contacts, work)
    SELECT rowid, reference, address, postcode, description, contacts, work FROM job_words WHERE rowid % 8 = 7;
DROP TABLE job_words;

-- All of it, to be read in order. To find words, each part is asked.
CREATE VIEW job_words AS
    SELECT rowid AS rowid, reference, address, postcode, description, contacts, work FROM job_words_0
UNION ALL
    SELECT rowid AS rowid, reference, address, postcode, description, contacts, work FROM job_words_1
UNION ALL
    SELECT rowid AS rowid, reference, address, postcode, description, contacts, work FROM job_words_2
UNION ALL
    SELECT rowid AS rowid, reference, address, postcode, description, contacts, work FROM job_words_3
UNION ALL
    SELECT rowid AS rowid, reference, address, postcode, description, contacts, work FROM job_words_4
UNION ALL
    SELECT rowid AS rowid, reference, address, postcode, description, contacts, work FROM job_words_5
UNION ALL
    SELECT rowid AS rowid, reference, address, postcode, description, contacts, work FROM job_words_6
UNION ALL
    SELECT rowid AS rowid, reference, address, postcode, description, contacts, work FROM job_words_7;

-- Parts from which words were deleted: bit 0 is the first part. They count once `due` is set; making every row again sets
-- bits too, for which nothing has left.
ALTER TABLE forgetting ADD COLUMN words INTEGER NOT NULL DEFAULT 0 CHECK (words BETWEEN 0 AND 255);
CREATE TRIGGER job_row_removed_0 AFTER DELETE ON job_row WHEN old.id % 8 = 0 BEGIN
    DELETE FROM job_words_0 WHERE rowid = old.id;
    UPDATE forgetting SET words = words | 1;
END;
CREATE TRIGGER job_row_removed_1 AFTER DELETE ON job_row WHEN old.id % 8 = 1 BEGIN
    DELETE FROM job_words_1 WHERE rowid = old.id;
    UPDATE forgetting SET words = words | 2;
END;
CREATE TRIGGER job_row_removed_2 AFTER DELETE ON job_row WHEN old.id % 8 = 2 BEGIN
    DELETE FROM job_words_2 WHERE rowid = old.id;
    UPDATE forgetting SET words = words | 4;
END;
CREATE TRIGGER job_row_removed_3 AFTER DELETE ON job_row WHEN old.id % 8 = 3 BEGIN
    DELETE FROM job_words_3 WHERE rowid = old.id;
    UPDATE forgetting SET words = words | 8;
END;
CREATE TRIGGER job_row_removed_4 AFTER DELETE ON job_row WHEN old.id % 8 = 4 BEGIN
    DELETE FROM job_words_4 WHERE rowid = old.id;
    UPDATE forgetting SET words = words | 16;
END;
CREATE TRIGGER job_row_removed_5 AFTER DELETE ON job_row WHEN old.id % 8 = 5 BEGIN
    DELETE FROM job_words_5 WHERE rowid = old.id;
    UPDATE forgetting SET words = words | 32;
END;
CREATE TRIGGER job_row_removed_6 AFTER DELETE ON job_row WHEN old.id % 8 = 6 BEGIN
    DELETE FROM job_words_6 WHERE rowid = old.id;
    UPDATE forgetting SET words = words | 64;
END;
CREATE TRIGGER job_row_removed_7 AFTER DELETE ON job_row WHEN old.id % 8 = 7 BEGIN
    DELETE FROM job_words_7 WHERE rowid = old.id;
    UPDATE forgetting SET words = words | 128;
END;
