/** The two programs of the quick start, as a reader pastes them: in a project of one's own they are in no package. */
@NullMarked
package io.securechannel.examples.snippets.quickstart;

import org.jspecify.annotations.NullMarked;
