/**
 * A TLS 1.3 peer (RFC 8446) that speaks records by hand, as client and as server, so that tests can say what no TLS
 * library would; and what happens to our side then. It serves tests alone: it checks of its peer only what a test asks for.
 */
package io.securechannel.hostile.tls;
