/**
 * The end of a file transfer that gets the files. Whatever the sender says, nothing is written outside the directory that was given: see
 * {@link io.securechannel.examples.transfer.receiver.Folder}.
 */
@NullMarked
package io.securechannel.examples.transfer.receiver;

import org.jspecify.annotations.NullMarked;
