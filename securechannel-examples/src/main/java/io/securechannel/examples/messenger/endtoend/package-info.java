/**
 * What the devices of a messenger say to each other inside their envelopes, past a server that cannot read it: payloads,
 * conversations, the context to which an envelope is bound, and the safety number that people compare. The server's packages must
 * not import this one.
 */
@NullMarked
package io.securechannel.examples.messenger.endtoend;

import org.jspecify.annotations.NullMarked;
