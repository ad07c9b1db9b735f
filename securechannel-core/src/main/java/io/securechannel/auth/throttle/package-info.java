/**
 * How guessing is slowed down: failures are counted for each pair of account and address, which locks, and for each address
 * and each account over all, which delays. In memory, or in a database that servers share.
 */
@NullMarked
package io.securechannel.auth.throttle;

import org.jspecify.annotations.NullMarked;
