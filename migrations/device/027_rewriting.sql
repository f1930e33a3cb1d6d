-- SQLite overwrites deleted rows where they lie, and leaves behind what it moves from page to page. Whether records were
-- deleted since the file was last written anew: 1 when it is to be.
ALTER TABLE forgetting ADD COLUMN rewrite INTEGER NOT NULL DEFAULT 1 CHECK (rewrite IN (0, 1));
