/** Other people's programs at the other end of the wire, and the ring's long runs: see {@code docs/testing.md}. */
package io.securechannel.peers;
