-- What the login throttle remembers. Times are milliseconds since 1970; account is the SHA-256 of the name that was given.
-- For H2 2 and PostgreSQL alike.

CREATE TABLE IF NOT EXISTS securechannel_login_pairs (
  account VARCHAR(64) NOT NULL,
  address VARCHAR(64) NOT NULL,
  failures VARCHAR(2000) NOT NULL,
  locked_until BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  PRIMARY KEY (account, address)
);

CREATE INDEX IF NOT EXISTS securechannel_login_pairs_expires ON securechannel_login_pairs (expires);

CREATE INDEX IF NOT EXISTS securechannel_login_pairs_locked ON securechannel_login_pairs (locked_until);

CREATE TABLE IF NOT EXISTS securechannel_login_counts (
  counted VARCHAR(64) NOT NULL PRIMARY KEY,
  started BIGINT NOT NULL,
  failures INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS securechannel_login_counts_started ON securechannel_login_counts (started);

CREATE TABLE IF NOT EXISTS securechannel_login_known (
  account VARCHAR(64) NOT NULL,
  address VARCHAR(64) NOT NULL,
  success BIGINT NOT NULL,
  PRIMARY KEY (account, address)
);

CREATE INDEX IF NOT EXISTS securechannel_login_known_success ON securechannel_login_known (success);
