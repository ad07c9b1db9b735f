/**
 * Files of keys and certificates: read whole up to a limit, compared by their content, replaced in one step, and kept from
 * everybody but their owner, also where several programs share them. What is in them is known above.
 */
@NullMarked
package io.securechannel.internal.file;

import org.jspecify.annotations.NullMarked;
