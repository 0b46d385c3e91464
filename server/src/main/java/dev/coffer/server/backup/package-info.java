/**
 * Backups, and whether they are encrypted. {@link dev.coffer.server.backup.EncryptionSwitch} holds
 * an instance's setting, {@link dev.coffer.server.backup.Backups} takes, lists, checks and deletes
 * backups, {@link dev.coffer.server.backup.Restores} gets the data back. A backup is encrypted with
 * a fresh data key under the master key that is set when it begins; where that key cannot be used,
 * the backup fails and never falls back to plaintext.
 */
@NullMarked
package dev.coffer.server.backup;

import org.jspecify.annotations.NullMarked;
