/**
 * The {@link dev.coffer.agent.Agent} that does its work in this process, on this host: it gives
 * requests on one instance their turns, and turns what goes wrong below into an {@link
 * dev.coffer.agent.AgentFailure}.
 */
@NullMarked
package dev.coffer.agent.local;

import org.jspecify.annotations.NullMarked;
