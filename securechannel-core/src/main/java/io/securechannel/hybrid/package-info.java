/**
 * Envelopes that only their addressees open, detached signatures, symmetric encryption, and their text forms: for data
 * that outlives a connection or crosses servers that must not read it. Nothing here opens a connection.
 */
@NullMarked
package io.securechannel.hybrid;

import org.jspecify.annotations.NullMarked;
