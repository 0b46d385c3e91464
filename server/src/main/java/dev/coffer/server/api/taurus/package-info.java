/**
 * The wire of TaurusDB, versions v3 and v3.1, and of Coffer's extensions to it: rows of operations
 * with their request and response records. What a request means is checked here; what it does is
 * done by the features.
 */
@NullMarked
package dev.coffer.server.api.taurus;

import org.jspecify.annotations.NullMarked;
