/** The end of a file transfer that has the files: reads the tree, and sends what the receiver lacks. */
@NullMarked
package io.securechannel.examples.transfer.sender;

import org.jspecify.annotations.NullMarked;
