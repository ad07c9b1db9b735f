/**
 * Sends a file through a channel, shows what an eavesdropper sees of it, and what becomes of a changed byte. It prints
 * nothing that it has not just done.
 */
@NullMarked
package io.securechannel.examples.demo;

import org.jspecify.annotations.NullMarked;
