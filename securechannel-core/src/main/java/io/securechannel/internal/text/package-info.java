/** What becomes of words that a peer has a say in before people read them. Nothing else. */
@NullMarked
package io.securechannel.internal.text;

import org.jspecify.annotations.NullMarked;
