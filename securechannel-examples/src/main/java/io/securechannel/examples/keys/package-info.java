/**
 * The commands {@code keys …}: one encrypted file with the keys of a program, its key store. One class a subcommand; what
 * they do is the library's, {@code io.securechannel.keys}.
 */
@NullMarked
package io.securechannel.examples.keys;

import org.jspecify.annotations.NullMarked;
