/** Draws the pictures in docs/images from their descriptions beside them. Nothing here is used by the library. */
@NullMarked
package io.securechannel.examples.diagrams;

import org.jspecify.annotations.NullMarked;
