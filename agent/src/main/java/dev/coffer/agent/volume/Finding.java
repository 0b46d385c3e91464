package dev.coffer.agent.volume;

import java.util.OptionalLong;

/** Something in a volume that is not as it was sealed: a block of a file, or all of it. */
public record Finding(String file, OptionalLong block, String what) {
  @Override
  public String toString() {
    return file + ": " + what;
  }
}
