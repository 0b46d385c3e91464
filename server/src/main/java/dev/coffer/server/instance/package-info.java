/**
 * Database instances. A {@link dev.coffer.server.instance.DatabaseInstance} is an engine that a
 * tenant asked for and the agent runs, or one that ran before and was adopted. Its {@link
 * dev.coffer.server.instance.InstanceState} says what happens to it: one thing at a time, claimed
 * in the same transaction that writes the job down. {@link dev.coffer.server.instance.Instances} is
 * the face of the package; the works are what its jobs do.
 */
@NullMarked
package dev.coffer.server.instance;

import org.jspecify.annotations.NullMarked;
