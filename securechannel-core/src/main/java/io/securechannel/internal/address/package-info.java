/** Which addresses are one client's, where clients are counted. No sockets here. */
@NullMarked
package io.securechannel.internal.address;

import org.jspecify.annotations.NullMarked;
