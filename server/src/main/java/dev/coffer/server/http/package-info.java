/**
 * HTTP, and nothing else that knows it: Javalin on Jetty. Each request passes the gate in one
 * order: route, rate, size, caller, language, project, body, permission; only then an operation's
 * handler sees it. Every answer carries {@code X-Request-Id}, every refusal the shape of errors
 * that its service has.
 */
@NullMarked
package dev.coffer.server.http;

import org.jspecify.annotations.NullMarked;
