-- Users, invitations, and the secret of the store. Times are milliseconds since 1970. For H2 2 and PostgreSQL alike.

CREATE TABLE IF NOT EXISTS securechannel_users (
  name VARCHAR(255) NOT NULL PRIMARY KEY,
  verifier VARCHAR(255),
  iterations INTEGER,
  second_step VARCHAR(1400),
  attributes VARCHAR(65535) NOT NULL,
  enabled BOOLEAN NOT NULL,
  credentials_since BIGINT NOT NULL,
  last_step BIGINT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE INDEX IF NOT EXISTS securechannel_users_iterations ON securechannel_users (iterations);

CREATE TABLE IF NOT EXISTS securechannel_invitations (
  invitation VARCHAR(64) NOT NULL PRIMARY KEY,
  expires BIGINT NOT NULL
);

CREATE INDEX IF NOT EXISTS securechannel_invitations_expires ON securechannel_invitations (expires);

CREATE TABLE IF NOT EXISTS securechannel_secret (
  id INTEGER NOT NULL PRIMARY KEY,
  secret VARCHAR(64) NOT NULL
);
