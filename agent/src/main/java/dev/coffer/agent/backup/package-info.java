/**
 * Backups between a running server and the store. A backup is two objects, the stream and then its
 * {@link dev.coffer.crypto.envelope.v1.Envelope}: the envelope is the commit point, and a stream
 * without one is what a failure or a crash left. {@link dev.coffer.agent.backup.TakeBackup}
 * captures; {@link dev.coffer.agent.backup.ReadBackup} is the only way back, and believes neither
 * envelope nor stream before they are verified: checking, opening into a directory and restoring
 * all go through it.
 */
@NullMarked
package dev.coffer.agent.backup;

import org.jspecify.annotations.NullMarked;
