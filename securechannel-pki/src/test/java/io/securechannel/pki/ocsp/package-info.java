/** OCSP: what our responder says, what our policy believes, and what both make of hostile bytes. */
package io.securechannel.pki.ocsp;
