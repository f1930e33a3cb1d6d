-- Alerts that somebody raised at a door, by home: so that they reach whatever is there, and what comes later.
CREATE TABLE raised_alert (
    alert BLOB NOT NULL PRIMARY KEY CHECK (length(alert) = 16),
    property TEXT NOT NULL,                                     -- the landlord's reference of the home; empty when unknown
    report BLOB CHECK (report IS NULL OR length(report) = 16)   -- what it was raised on; NULL until that has come
) STRICT, WITHOUT ROWID;
CREATE INDEX raised_alert_property ON raised_alert (property);

-- Which tenancies are of which home; filled in as tenancies are imported.
CREATE TABLE tenancy_at_property (
    property TEXT NOT NULL,
    tenancy BLOB NOT NULL CHECK (length(tenancy) = 16),
    PRIMARY KEY (property, tenancy)
) STRICT, WITHOUT ROWID;
