/**
 * The control database: what Coffer knows about instances, backups, users and keys. It holds no key
 * material that is not sealed, and no backup depends on it to be opened. One file of SQLite by
 * default, PostgreSQL where one machine is too small; one SQL text serves both.
 */
@NullMarked
package dev.coffer.server.store;

import org.jspecify.annotations.NullMarked;
