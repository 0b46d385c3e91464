/**
 * One PostgreSQL server: where its files are ({@code NodeFiles}, {@code Place}), what it is started
 * with ({@code StartOptions}), its process ({@code Postmaster}, in a cage of ours or where another
 * user runs it), and what is said to it ({@code Session}).
 */
@NullMarked
package dev.coffer.agent.postgresql.server;

import org.jspecify.annotations.NullMarked;
