/**
 * The second factor of authenticator apps: codes from a shared seed and the time (RFC 6238, RFC 4226), and how a server keeps the
 * seeds. Nothing here knows users or stores: that a code serves once is for whoever keeps the steps that were taken.
 */
@NullMarked
package io.securechannel.auth.totp;

import org.jspecify.annotations.NullMarked;
