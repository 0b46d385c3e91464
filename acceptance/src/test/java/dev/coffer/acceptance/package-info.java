/**
 * Coffer from the outside: the command runs as a process of its own, a client speaks to it over
 * HTTP, a driver to the engines it started, and what lies on the disk is read as anybody could. A
 * {@link dev.coffer.acceptance.ServerHome} is where one server lives; a {@link
 * dev.coffer.acceptance.RunningCoffer} is the process on it; {@link dev.coffer.acceptance.Cloud}
 * calls it through the vendor's own SDK and {@link dev.coffer.acceptance.Wire} with any bytes at
 * all. Whatever ran on a home is gone once the home is closed.
 */
@NullMarked
package dev.coffer.acceptance;

import org.jspecify.annotations.NullMarked;
