/**
 * The RSA sockets of the tutorials, what a man in the middle makes of them, and three steps to mend them. All that is done with RSA
 * by hand is in {@link io.securechannel.examples.rsamigration.OldRsa}; nothing that is new should copy that class.
 */
@NullMarked
package io.securechannel.examples.rsamigration;

import org.jspecify.annotations.NullMarked;
