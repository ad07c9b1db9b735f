/** The Java code that README and docs/ show, as it is compiled and run; and the test that they show just that. */
@NullMarked
package io.securechannel.examples.snippets;

import org.jspecify.annotations.NullMarked;
