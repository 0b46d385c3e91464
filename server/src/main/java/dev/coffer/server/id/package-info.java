/**
 * Ids: each kind is a type of its own, so that two kinds cannot be swapped. An id is text in the
 * database, in JSON and to the agent. Those of one feature lie with the feature.
 */
@NullMarked
package dev.coffer.server.id;

import org.jspecify.annotations.NullMarked;
