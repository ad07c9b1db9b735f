/**
 * What the JDK Flight Recorder is told of channels (docs/adr/0032). {@link io.securechannel.internal.jfr.Recorder} is the way in, and names no
 * type of {@code jdk.jfr}, which a runtime may lack; {@link io.securechannel.internal.jfr.FlightRecorder} alone does. No field holds a secret,
 * nor a name that somebody has typed and that no user has.
 */
@NullMarked
package io.securechannel.internal.jfr;

import org.jspecify.annotations.NullMarked;
