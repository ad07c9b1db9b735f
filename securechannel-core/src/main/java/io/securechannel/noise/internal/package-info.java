/**
 * What the engine reaches in the set-ups of {@code noise}, and programs do not: this package is not exported. A program that could say "this
 * server has announced that key" would make it known without the person of docs/spec/noise.md, N29.
 */
@NullMarked
package io.securechannel.noise.internal;

import org.jspecify.annotations.NullMarked;
