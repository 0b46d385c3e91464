/**
 * Ids: each kind is a type of its own, so that two kinds cannot be swapped. An id is text in the
 * database, in JSON and to the agent.
 */
@NullMarked
package dev.coffer.server.id;

import org.jspecify.annotations.NullMarked;
