/**
 * PostgreSQL servers of our own that are the nodes of a warehouse, and those of others that we may
 * take over. A node is a directory under one home: its settings file is written last, so a node
 * without one was never finished and counts as absent. The server runs out of the distribution's
 * program directory in a session of its own as an unprivileged user, outlives us, and is found
 * again by its pid file and its command line; the distribution's own clusters and service know
 * nothing of it. {@link dev.coffer.agent.postgresql.Nodes} makes one database of several: a
 * coordinator whose tables are spread over data nodes through postgres_fdw, or by Citus. {@link
 * dev.coffer.agent.postgresql.conversion.Conversions} moves a node to a sealed volume: a base
 * backup into it, a standby that follows, and a switch-over after which a mark in the node's
 * directory tells for ever which of the two places the node's server works in. A node of another
 * user is taken over for that: an {@link dev.coffer.agent.postgresql.server.Origin} beside its
 * settings tells where it was and what it was run with.
 */
@NullMarked
package dev.coffer.agent.postgresql;

import org.jspecify.annotations.NullMarked;
