package dev.coffer.agent.volume.posix;

/** A descriptor that stands for a thing of the backing tree, whatever it is called by now. */
public final class Pinned implements AutoCloseable {
  private int descriptor;

  public Pinned(int descriptor) {
    this.descriptor = descriptor;
  }

  public int descriptor() {
    return descriptor;
  }

  /** The caller closes it from now on. */
  public int take() {
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
