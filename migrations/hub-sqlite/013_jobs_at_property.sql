-- Which jobs are at which of the landlord's properties, for what is known of a home and must reach work that is out.
CREATE TABLE job_at_property (
    property TEXT NOT NULL,                                     -- the landlord's reference
    job BLOB NOT NULL REFERENCES record (document),
    PRIMARY KEY (property, job)
) STRICT, WITHOUT ROWID;
