/**
 * What is peculiar to Citus, where the host's operator installed it: whether a server can load it,
 * the settings of a node that does, how the nodes of one cluster reach each other, and what has to
 * be said to them. Nothing of Citus is a part of this program; all that is here is SQL, settings
 * and paths.
 */
@NullMarked
package dev.coffer.agent.postgresql.citus;

import org.jspecify.annotations.NullMarked;
