/**
 * Capture files that Wireshark and tshark read, with TCP packets that were never sent: a relay sees streams, not packets,
 * and so the headers are made up around what it saw.
 */
@NullMarked
package io.securechannel.examples.tap.pcap;

import org.jspecify.annotations.NullMarked;
