/** The commands {@code send-file} and {@code receive-file}: options, the code that people tell each other, and the progress bar. */
@NullMarked
package io.securechannel.examples.transfer.terminal;

import org.jspecify.annotations.NullMarked;
