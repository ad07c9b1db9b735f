/**
 * Reports what a TLS server shows and what is wrong with it, also where it is not to be trusted. The one connection here
 * that believes anybody, {@link io.securechannel.examples.inspect.Diagnosis}, sends no application byte and is no pattern
 * to copy; whether the server would be accepted is for the library to say.
 */
@NullMarked
package io.securechannel.examples.inspect;

import org.jspecify.annotations.NullMarked;
