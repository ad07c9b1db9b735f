/**
 * Certificates that renew themselves over a channel: {@link io.securechannel.pki.renewal.AutoRenewer} at whoever has one, {@link
 * io.securechannel.pki.renewal.RenewalService} at the authority (docs/spec/renewal.md).
 */
@NullMarked
package io.securechannel.pki.renewal;

import org.jspecify.annotations.NullMarked;
