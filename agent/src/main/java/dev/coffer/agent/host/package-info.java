/**
 * What engines of every kind need of the host they run on: a {@link dev.coffer.agent.host.Ports} to
 * listen on, {@link dev.coffer.agent.host.Settings} that make an instance exist and are found
 * again, and the one place that waits by looking.
 */
@NullMarked
package dev.coffer.agent.host;

import org.jspecify.annotations.NullMarked;
