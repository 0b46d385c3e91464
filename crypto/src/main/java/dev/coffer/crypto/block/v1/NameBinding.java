package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.digest.HashFunction;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Ties a file or directory to a name in a directory, so that one put in another's place is refused.
 * What has several names, or is being renamed, carries several of them side by side.
 */
public final class NameBinding {
  public static final int LENGTH = HashFunction.LENGTH;

  private NameBinding() {}

  public static byte[] of(VolumeKeys keys, FileId directory, byte[] name, FileId child) {
    return keys.names()
        .tag(
            ByteBuffer.allocate(2 * FileId.LENGTH + name.length)
                .put(directory.bytes())
                .put(child.bytes())
                .put(name)
                .array());
  }

  /** Whether a binding is one of those that stand in {@code list} from {@code offset} on. */
  public static boolean contains(byte[] list, int offset, byte[] binding) {
    for (int at = offset; at + LENGTH <= list.length; at += LENGTH) {
      if (MessageDigest.isEqual(Arrays.copyOfRange(list, at, at + LENGTH), binding)) {
        return true;
      }
    }
    return false;
  }
}
