/** What tests of SecureChannel share; published as core's test-jar. */
@NullMarked
package io.securechannel.testkit;

import org.jspecify.annotations.NullMarked;
