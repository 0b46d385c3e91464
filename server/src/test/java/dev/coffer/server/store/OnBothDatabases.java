package dev.coffer.server.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks tests over a {@link TestDatabase}: they run once on SQLite and, by {@code ./coffer test
 * --all}, once on PostgreSQL.
 */
@Tag("control-database")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OnBothDatabases {}
