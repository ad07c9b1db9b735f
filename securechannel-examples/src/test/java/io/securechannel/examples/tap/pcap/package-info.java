/** Captures, parsed back byte by byte. */
package io.securechannel.examples.tap.pcap;
