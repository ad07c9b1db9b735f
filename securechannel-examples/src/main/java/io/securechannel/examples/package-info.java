/** Runnable examples and the command line. */
@NullMarked
package io.securechannel.examples;

import org.jspecify.annotations.NullMarked;
