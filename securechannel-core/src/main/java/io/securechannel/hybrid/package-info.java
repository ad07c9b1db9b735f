/**
 * Encryption of data that outlives a connection or passes servers that must not read it. Bytes go in and come out, or streams and
 * files; nothing here opens a connection.
 */
@NullMarked
package io.securechannel.hybrid;

import org.jspecify.annotations.NullMarked;
