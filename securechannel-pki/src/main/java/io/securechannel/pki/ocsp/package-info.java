/**
 * Revocation online (OCSP, RFC 6960): {@link io.securechannel.pki.ocsp.OcspResponder} answers for an authority, and
 * {@link io.securechannel.pki.ocsp.OcspRevocation} asks, in a handshake, the responders that it was told of.
 *
 * <p>The responder does no I/O: it turns a request's bytes into an answer's. The policy opens connections, to configured
 * addresses alone; what stands in certificates is never called. Bouncy Castle reads and writes the ASN.1 and stays inside.
 */
@NullMarked
package io.securechannel.pki.ocsp;

import org.jspecify.annotations.NullMarked;
