-- What is to be done and where, as the person last saw it: the landlord's system may put both right.
ALTER TABLE job_seen ADD COLUMN description TEXT NOT NULL DEFAULT '';
-- From the door outward, with the postcode last: "1 Teasel Row, ZZ1 4QC".
ALTER TABLE job_seen ADD COLUMN address TEXT NOT NULL DEFAULT '';
UPDATE job_seen SET
    description = coalesce((SELECT job.description FROM job_row AS job WHERE job.document = job_seen.document), ''),
    address = coalesce((SELECT replace(job.address_lines, char(10), ', ') || ', ' || job.postcode
        FROM job_row AS job WHERE job.document = job_seen.document), '');
-- A job that somebody has looked at since, and chosen or opened again, needs no decision any more.
UPDATE rebuilding SET due = 1;
