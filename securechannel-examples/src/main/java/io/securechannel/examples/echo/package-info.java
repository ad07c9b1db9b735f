/** A client and a server, and their logins: copy them and begin from there. */
@NullMarked
package io.securechannel.examples.echo;

import org.jspecify.annotations.NullMarked;
