/** Servers with one defect each, and what is found out about them. */
package io.securechannel.examples.inspect;
