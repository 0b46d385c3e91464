/**
 * The kernel's FUSE protocol, version 7: requests as they come from {@code /dev/fuse}, the replies
 * to them, and notices that nothing asked for.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/fuse.html">FUSE</a>
 */
@NullMarked
package dev.coffer.agent.volume.protocol;

import org.jspecify.annotations.NullMarked;
