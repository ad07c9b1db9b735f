/** The command line's users: who may log in at a server, in a file or a database. */
@NullMarked
package io.securechannel.examples.users;

import org.jspecify.annotations.NullMarked;
