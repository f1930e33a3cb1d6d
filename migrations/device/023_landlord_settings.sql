-- What the landlord sets for every handheld, by domain::setting::SettingName::name. Rows of a newer version are kept unread.
CREATE TABLE landlord_setting (
    name   TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
