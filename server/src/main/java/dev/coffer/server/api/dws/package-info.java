/**
 * The wire of DWS, versions v1, v1.0 and v2, and of Coffer's extensions to it: rows of operations
 * with their request and response records. What a request means is checked here; what it does is
 * done by {@code warehouse}. Answers to calls that begin a job carry its id, which the vendor's do
 * not.
 */
@NullMarked
package dev.coffer.server.api.dws;

import org.jspecify.annotations.NullMarked;
