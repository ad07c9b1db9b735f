package io.securechannel.examples.messenger.server;

import java.time.InstantSource;

/**
 * What all connections of a server share.
 *
 * @param directory users' entries
 * @param sessions who is there
 * @param writer changes the store
 * @param store is read here
 * @param rates how fast users are
 * @param audit is told
 * @param limits what is taken
 * @param clock the time
 */
record Services(
        Directory directory,
        Sessions sessions,
        MailWriter writer,
        MailStore store,
        RateLimit rates,
        AuditTrail audit,
        ServerLimits limits,
        InstantSource clock) {}
