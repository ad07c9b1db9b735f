/**
 * A proxy that shows what crosses a connection and can change it: what an eavesdropper and an attacker on the way see and
 * do. It knows the outside of TLS records and nothing of the library.
 */
@NullMarked
package io.securechannel.examples.tap;

import org.jspecify.annotations.NullMarked;
