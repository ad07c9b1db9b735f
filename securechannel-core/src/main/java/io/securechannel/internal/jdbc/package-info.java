/**
 * What stores in a database have in common: transactions that are bounded in time and repeated where the database asks for
 * it, errors without what is in the database, and schemas that are brought up to date. It knows no table but its own.
 */
@NullMarked
package io.securechannel.internal.jdbc;

import org.jspecify.annotations.NullMarked;
