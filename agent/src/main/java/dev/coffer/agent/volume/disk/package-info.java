/**
 * Sealed files on a disk that may lose power. A {@link dev.coffer.agent.volume.disk.SealedFile}
 * reads and writes the blocks of one file on a {@link dev.coffer.agent.volume.disk.Storage}. What
 * overwrites goes to the {@link dev.coffer.agent.volume.disk.Journal} first and reaches the file
 * once the journal is on the disk; what only adds is written to the file at once and counts when
 * the journal says so. {@link dev.coffer.agent.volume.disk.Recovery} brings files up to what the
 * journal says after a crash. The decision record on crash safety has the argument.
 */
@NullMarked
package dev.coffer.agent.volume.disk;

import org.jspecify.annotations.NullMarked;
