/**
 * The fuzzing ring (docs/testing.md): a target is a class named {@code *Fuzz} that takes bytes and asserts what has to hold for any of them. Its
 * seeds run in verify as an ordinary test; the profile {@code fuzz} hands it to Jazzer, in a process of its own.
 */
package io.securechannel.testkit.fuzz;
