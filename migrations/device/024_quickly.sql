-- Questions that were asked of every record, where a few rows or a narrow index answer them.

-- Work that somebody is on the way to or at: it stands first in the day.
CREATE INDEX job_row_under_way ON job_row (document)
    WHERE closed = 0 AND status IN ('travelling', 'arrived', 'started');

-- The sum over a scope, without a look at the records themselves.
CREATE INDEX record_sum ON record (document, committed_sum);
