/**
 * What the examples that are servers have in common when they start: a directory and files that are their owner's alone, the names
 * that clients call them by, and a certificate that is renewed while they run. Nothing here knows what a server serves.
 */
@NullMarked
package io.securechannel.examples.service;

import org.jspecify.annotations.NullMarked;
