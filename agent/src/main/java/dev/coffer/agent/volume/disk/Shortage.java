package dev.coffer.agent.volume.disk;

/** What a failure of a storage may say of itself: nothing is lost, and trying again may help. */
public interface Shortage {
  /** Whether only room, memory or a descriptor was missing. */
  boolean isShortage();

  static boolean isOne(Throwable failure) {
    return failure instanceof Shortage said && said.isShortage();
  }
}
