/**
 * ChallengeAuth: who is at the other end, proved inside the channel before {@code connect} and {@code accept} return
 * ({@code docs/spec/challenge-auth.md}). {@link io.securechannel.auth.ChallengeAuth} says what a client logs in with and what a
 * server verifies; {@link io.securechannel.auth.LoginFlow} is one login, messages in and messages out, without I/O.
 *
 * <p>The proofs themselves are in {@code auth.scram}, {@code auth.token} and {@code auth.totp}; users and failures are kept in
 * {@code auth.store} and {@code auth.throttle}.
 */
@NullMarked
package io.securechannel.auth;

import org.jspecify.annotations.NullMarked;
