/**
 * MariaDB servers of our own, and those of others that we may capture. An instance is a directory
 * under the {@link dev.coffer.agent.mariadb.Home}: its settings file is written last, so an
 * instance without one was never finished and counts as absent. Everything of it runs in its {@link
 * dev.coffer.agent.cage.Cage}; the server outlives us and is found again by the cage's record,
 * never by a file that it writes. Clients of ours come in through the socket in the data directory,
 * which only the instance's user and root can reach.
 */
@NullMarked
package dev.coffer.agent.mariadb;

import org.jspecify.annotations.NullMarked;
