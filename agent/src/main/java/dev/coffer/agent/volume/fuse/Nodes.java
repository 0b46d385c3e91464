package dev.coffer.agent.volume.fuse;

import dev.coffer.crypto.block.v1.FileId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All inodes that the kernel knows, by its number and by ours. */
final class Nodes {
  static final long ROOT = 1;

  // Both maps and the nodes' counts are guarded by this.
  private final Map<Long, Node> byNumber = new HashMap<>();
  private final Map<Node.Inode, Node> byInode = new HashMap<>();
  private long last = ROOT;

  Nodes(int rootDescriptor, FileId rootId) throws Errno {
    Node.Inode inode = Node.Inode.of(Posix.status(rootDescriptor));
    add(new Node(ROOT, rootDescriptor, inode, rootId, false));
  }

  private Node add(Node node) {
    byNumber.put(node.number(), node);
    byInode.put(node.inode(), node);
    node.remember();
    return node;
  }

  synchronized Node get(long number) throws Errno {
    Node node = byNumber.get(number);
    if (node == null) {
      throw new Errno(Errno.ENOENT, "node " + number);
    }
    return node;
  }

  /** The node of an inode just looked up. Takes the descriptor over, or closes it if not needed. */
  synchronized Node remember(int descriptor, FileStatus status, @Nullable FileId id, boolean log) {
    Node.Inode inode = Node.Inode.of(status);
    Node known = byInode.get(inode);
    if (known != null) {
      Posix.close(descriptor);
      known.remember();
      return known;
    }
    return add(new Node(++last, descriptor, inode, id, log));
  }

  synchronized void forget(long number, long count) {
    Node node = byNumber.get(number);
    if (node != null && number != ROOT && node.forget(count)) {
      byNumber.remove(number);
      byInode.remove(node.inode());
      Posix.close(node.descriptor());
    }
  }
}
