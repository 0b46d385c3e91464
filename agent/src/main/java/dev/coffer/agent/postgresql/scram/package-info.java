/** What PostgreSQL keeps of passwords. */
@NullMarked
package dev.coffer.agent.postgresql.scram;

import org.jspecify.annotations.NullMarked;
