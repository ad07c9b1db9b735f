/** A client and a server, each in one file that stands for itself: copy it and begin from there. */
@NullMarked
package io.securechannel.examples.echo;

import org.jspecify.annotations.NullMarked;
