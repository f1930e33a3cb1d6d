-- A job says why it stands as it does: rows of jobs whose outcomes compete gave the other outcome's reason.
UPDATE rebuilding SET due = 1;
