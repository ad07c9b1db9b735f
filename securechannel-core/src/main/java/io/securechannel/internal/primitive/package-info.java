/**
 * What a provider computes for Noise: agreement, encapsulation, encryption of records, hashes and J-PAKE, each by its bytes. Below {@code
 * internal.crypto}, which takes from it what both need; it knows no keys of files, certificates or encodings.
 */
@NullMarked
package io.securechannel.internal.primitive;

import org.jspecify.annotations.NullMarked;
