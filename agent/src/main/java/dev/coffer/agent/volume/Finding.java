package dev.coffer.agent.volume;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Something in a volume that is not as it was sealed: a block of a file, or all of it. */
public record Finding(Path file, OptionalLong block, String what) {
  @Override
  public String toString() {
    return file + ": " + what;
  }
}
