/**
 * What the packages of pki share and nobody else needs: words about certificates, refusals, and the way from one package to
 * the inside of another. Not exported.
 */
@NullMarked
package io.securechannel.internal.pki;

import org.jspecify.annotations.NullMarked;
