/**
 * A secret server: one message over HTTPS on the JDK's own {@code HttpsServer}, with our certificates, a page that shows what
 * protects the connection, client certificates and tokens if wanted; and its client. It uses no more than the library's
 * public API and the JDK.
 */
@NullMarked
package io.securechannel.examples.secret;

import org.jspecify.annotations.NullMarked;
