package io.securechannel.keys;

import java.time.Instant;

/**
 * What can be told of an entry without its secrets.
 *
 * @param name unique in its store
 * @param kind what it is
 * @param detail in words: kind of key, holder, end of validity, fingerprint
 * @param version the number of the primary version, from 1
 * @param versions how many versions there are, with the primary one
 * @param created when the primary version was put in
 * @param note what people wrote to it; may be empty
 */
public record EntryInfo(
        String name, EntryKind kind, String detail, int version, int versions, Instant created, String note) {}
