/**
 * What commands share at the terminal: passwords, tables and JSON. Nothing here knows of keys or certificates.
 */
@NullMarked
package io.securechannel.examples.console;

import org.jspecify.annotations.NullMarked;
