/**
 * A private certificate authority: {@link io.securechannel.pki.CertificateAuthority} issues what a
 * {@link io.securechannel.pki.CertificateProfile} describes, {@link io.securechannel.pki.Pem} saves it, and
 * {@link io.securechannel.pki.DevCertificates} makes a throwaway certificate for development in one line.
 *
 * <p>What lives here makes certificates. What checks those of a peer lives in core, and nothing here opens a connection
 * or resolves a name. Bouncy Castle puts the ASN.1 together and stays inside: none of its types is in a public
 * signature, and keys are made, and certificates signed, by the JDK's own providers, which are chosen by name.
 */
@NullMarked
package io.securechannel.pki;

import org.jspecify.annotations.NullMarked;
