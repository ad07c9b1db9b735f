/**
 * A file system that fails, cuts the power and writes short where the test says so, for whatever keeps its files through
 * {@link java.nio.file.Path}.
 */
@NullMarked
package io.securechannel.testkit.faults;

import org.jspecify.annotations.NullMarked;
