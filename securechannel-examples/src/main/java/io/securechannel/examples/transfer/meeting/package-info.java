/**
 * How the two ends of a file transfer come together, and come together again after a cut: who is believed, who waits and who calls.
 * What they say to each other then is not known here.
 */
@NullMarked
package io.securechannel.examples.transfer.meeting;

import org.jspecify.annotations.NullMarked;
