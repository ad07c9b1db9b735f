/**
 * The encrypted file of a key store: its form ({@code docs/spec/keystore.md}), its protection, and how several threads and
 * programs share it. Of what its entries mean it knows nothing; that is known in {@code io.securechannel.keys}.
 */
@NullMarked
package io.securechannel.internal.store;

import org.jspecify.annotations.NullMarked;
