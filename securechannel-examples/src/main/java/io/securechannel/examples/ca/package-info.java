/**
 * The commands {@code ca …}: a private certificate authority, which lives in a key store. One class a subcommand; what they
 * do is the library's, {@code io.securechannel.pki}.
 */
@NullMarked
package io.securechannel.examples.ca;

import org.jspecify.annotations.NullMarked;
