/**
 * What a messenger's client and its server say to each other (docs/spec/messenger.md): messages, the statements by which users
 * publish their keys, and the mail that the server carries. What is inside an envelope is not here: the server never knows it.
 */
@NullMarked
package io.securechannel.examples.messenger.protocol;

import org.jspecify.annotations.NullMarked;
