/** PostgreSQL's single-user mode, in a data directory that no server serves. */
@NullMarked
package dev.coffer.agent.postgresql.singleuser;

import org.jspecify.annotations.NullMarked;
