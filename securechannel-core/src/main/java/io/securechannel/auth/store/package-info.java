/**
 * Where a server keeps its users: {@link io.securechannel.auth.store.CredentialStore} and its forms in memory, in a file and
 * in a database. What it holds is what a login needs; how a login goes is known in {@code io.securechannel.auth}.
 */
@NullMarked
package io.securechannel.auth.store;

import org.jspecify.annotations.NullMarked;
