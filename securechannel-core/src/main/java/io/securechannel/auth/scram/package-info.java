/**
 * The SASL mechanisms SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677): messages in, messages out, no I/O. Which
 * of them is taken, and what a login is beyond its proof, is decided in {@code io.securechannel.auth}.
 */
@NullMarked
package io.securechannel.auth.scram;

import org.jspecify.annotations.NullMarked;
