/**
 * Sealed volumes: directories whose every file is encrypted on the disk below and plain to programs
 * that use the mount. {@link dev.coffer.agent.volume.SealedVolume} makes, mounts, checks and
 * unmounts one; {@code VolumeDaemon} is the process that serves it, started once for each mount,
 * outliving who started it and found again through the mount table and a lock. Its key reaches the
 * daemon through a pipe.
 */
@NullMarked
package dev.coffer.agent.volume;

import org.jspecify.annotations.NullMarked;
