-- Withdrawal by the landlord outlives the app: what waits is handed over before the keys are destroyed, and a phone that is
-- switched off in between must not show its lists again.

-- 1 once the hub has said that this handheld is withdrawn.
ALTER TABLE contact ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1));
