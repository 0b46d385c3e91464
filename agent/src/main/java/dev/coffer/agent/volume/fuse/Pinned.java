package dev.coffer.agent.volume.fuse;

/** A descriptor that stands for a thing of the backing tree, whatever it is called by now. */
final class Pinned implements AutoCloseable {
  private int descriptor;

  Pinned(int descriptor) {
    this.descriptor = descriptor;
  }

  int descriptor() {
    return descriptor;
  }

  /** The caller closes it from now on. */
  int take() {
    int taken = descriptor;
    descriptor = Posix.NONE;
    return taken;
  }

  @Override
  public void close() {
    if (descriptor != Posix.NONE) {
      Posix.close(descriptor);
    }
  }
}
