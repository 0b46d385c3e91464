/**
 * Backups of a real MariaDB through the agent, and restores into a prepared directory: sealed,
 * unsealed, and as a shell does it. The server holds its data before the first turn and rests
 * during all of them.
 */
@NullMarked
package dev.coffer.bench.backup;

import org.jspecify.annotations.NullMarked;
