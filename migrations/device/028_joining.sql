-- The key that this handheld asked to join with, and the invitation that it asked with, until it has joined: asked again
-- with the same, the hub gives the same answer, which may have been lost on its way.
CREATE TABLE joining (
    one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    token  BLOB    NOT NULL CHECK (length(token) = 16),
    -- Seed of an Ed25519 key.
    seed   BLOB    NOT NULL CHECK (length(seed) = 32)
) STRICT;
