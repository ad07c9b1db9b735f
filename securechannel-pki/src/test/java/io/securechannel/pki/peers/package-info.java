/** Other people's programs at our certificates, revocation lists and requests: see {@code docs/interop-certificates.md}. */
package io.securechannel.pki.peers;
