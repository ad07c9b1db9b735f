/**
 * The commands {@code seal}, {@code open}, {@code rewrap}, {@code envelope}, {@code sign} and {@code verify}: files that only their
 * addressees open, and signatures beside files. One class a command, and one for each set of options that several have; what they do
 * is the library's, {@code io.securechannel.hybrid}.
 */
@NullMarked
package io.securechannel.examples.envelopes;

import org.jspecify.annotations.NullMarked;
