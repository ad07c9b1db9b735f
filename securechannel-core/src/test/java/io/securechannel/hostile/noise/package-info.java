/** A peer over Noise that says what another has said before; and what a real server does then. */
package io.securechannel.hostile.noise;
