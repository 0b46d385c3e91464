/**
 * Signed calls of one operation against a whole server, and against a bare handler on the same HTTP
 * stack in the same process that reads the same bytes and checks nothing. The load comes from a
 * second process over connections that stay open; its requests are signed beforehand.
 */
@NullMarked
package dev.coffer.bench.api;

import org.jspecify.annotations.NullMarked;
