/**
 * MariaDB servers of our own, and those of others that we may capture. An instance is a directory
 * under the {@link dev.coffer.agent.mariadb.Home}: its settings file is written last, so an
 * instance without one was never finished and counts as absent. The server process runs in a
 * session of its own as an unprivileged user, outlives us, and is found again by its pid file and
 * its command line. Clients of ours come in through the socket in the data directory, which only
 * that user and root can reach.
 */
@NullMarked
package dev.coffer.agent.mariadb;

import org.jspecify.annotations.NullMarked;
