package io.securechannel.examples.messenger.client;

import java.time.Instant;

/**
 * An invitation that is open.
 *
 * @param id short, for {@code /accept}: the first eight hexadecimal digits
 * @param from who invites
 * @param to who is invited
 * @param group the group's name; empty for a private room
 * @param expires when it ends
 */
public record InvitationInfo(String id, String from, String to, String group, Instant expires) {}
