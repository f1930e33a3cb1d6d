-- Where homes are, in steps of 0.00001 degrees; NULL where the landlord has not said.
ALTER TABLE tenancy_row ADD COLUMN north INTEGER;
ALTER TABLE tenancy_row ADD COLUMN east INTEGER;
UPDATE rebuilding SET due = 1;
