/**
 * What touches data, behind one narrow interface. The server tells an {@link
 * dev.coffer.agent.Agent} what to do with the instances and backups of one host; the agent does it
 * with real engines and answers with records. An instance is an engine with a data directory,
 * either the agent's own or adopted; a backup is a stored object and its envelope. The agent knows
 * no tenant, token or policy: keys and passwords come with each request and are not kept. Whatever
 * goes wrong is an {@link dev.coffer.agent.AgentFailure} with a {@link
 * dev.coffer.agent.AgentFailure.Reason}.
 */
@NullMarked
package dev.coffer.agent;

import org.jspecify.annotations.NullMarked;
