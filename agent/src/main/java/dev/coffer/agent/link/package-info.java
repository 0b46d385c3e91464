/**
 * The wire between the API server, which decides, and the privileged agent, which does. Each
 * request is a connection of its own: one call of one of the agent's interfaces, questions back to
 * the caller while it runs, and one answer. What travels is JSON of records that validate
 * themselves, with secrets as raw bytes beside it; only the methods and the types of those
 * interfaces can be named. The connection is behind {@link dev.coffer.agent.link.Carrier}: today a
 * Unix socket whose peer the kernel names.
 */
@NullMarked
package dev.coffer.agent.link;

import org.jspecify.annotations.NullMarked;
