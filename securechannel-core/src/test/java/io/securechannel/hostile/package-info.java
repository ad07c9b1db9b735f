/** What the hostile wire does, against both engines, in memory and over loopback. */
package io.securechannel.hostile;
