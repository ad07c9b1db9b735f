/**
 * Tokens: JSON Web Tokens (RFC 7519) that an identity provider or {@link io.securechannel.auth.token.TokenIssuer} has signed, with
 * ES256 or HS256, and proofs that whoever shows a token holds the key that it is bound to (RFC 7800), for one channel. Texts in,
 * texts out, no I/O. Signatures are made and checked by Tink, which nothing outside of this package loads.
 */
@NullMarked
package io.securechannel.auth.token;

import org.jspecify.annotations.NullMarked;
