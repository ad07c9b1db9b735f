/**
 * Keys at rest and in memory: {@link io.securechannel.keys.Identity} is a private key with the certificate that names
 * its holder. Nothing here opens a connection.
 */
@NullMarked
package io.securechannel.keys;

import org.jspecify.annotations.NullMarked;
