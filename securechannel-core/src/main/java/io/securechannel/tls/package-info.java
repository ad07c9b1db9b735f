/**
 * TLS as this library sets it up: {@link io.securechannel.tls.TlsContextFactory}, and the verification of certificates
 * that it runs itself, alike for every provider. No sockets: those who want only this layer take an
 * {@code SSLContext}, an {@code SSLEngine} or the parameters.
 */
@NullMarked
package io.securechannel.tls;

import org.jspecify.annotations.NullMarked;
