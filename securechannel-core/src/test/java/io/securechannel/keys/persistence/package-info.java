/** What becomes of key stores when calls fail, the power is cut, bytes are changed, or several programs write at once. */
@NullMarked
package io.securechannel.keys.persistence;

import org.jspecify.annotations.NullMarked;
