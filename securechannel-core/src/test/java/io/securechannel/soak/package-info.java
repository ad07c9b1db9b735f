/**
 * What must hold for a long time under load. The long runs are named {@code *Soak} and belong to the ring {@code -Psoak};
 * each has a short form in verify.
 */
@NullMarked
package io.securechannel.soak;

import org.jspecify.annotations.NullMarked;
