/**
 * A data directory that came out of a backup, before its instance serves: which of the source's
 * settings it needs ({@code SystemVariables}), and an {@code Examination} of its tables by a {@code
 * PrivateServer} that no other program reaches.
 */
@NullMarked
package dev.coffer.agent.mariadb.restored;

import org.jspecify.annotations.NullMarked;
