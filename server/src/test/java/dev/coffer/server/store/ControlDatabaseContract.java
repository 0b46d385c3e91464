package dev.coffer.server.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks tests {@link OnBothDatabases} that run on PostgreSQL for each change: types of columns,
 * locks and the queue, and statements of every part of the server. The others do with {@code
 * ./coffer test --all}.
 */
@OnBothDatabases
@Tag("control-database-contract")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ControlDatabaseContract {}
