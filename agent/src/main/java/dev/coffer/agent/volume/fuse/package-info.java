/**
 * The file system that programs see. A {@code Session} reads requests on a few threads and answers
 * them: {@code Namespace} for names, {@code FileOperations} for contents, {@code Attributes} for
 * what {@code stat} shows. A {@code Node} is an inode that the kernel knows by number; {@code
 * Seals} ties it to its name. All that touches the backing directory goes through {@code Posix},
 * relative to open descriptors, so that a renamed parent never misleads.
 */
@NullMarked
package dev.coffer.agent.volume.fuse;

import org.jspecify.annotations.NullMarked;
