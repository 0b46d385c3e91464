package dev.coffer.agent;

/** The caller's eye on a long request; asked and told from threads of the agent's. */
public interface Watch {
  /** From 0 to 100, never less than before. */
  void progress(int percent);

  /** Asked about every second; once true, the request fails as cancelled. */
  boolean isCancelled();

  /** Nobody watches. */
  static Watch none() {
    return new Watch() {
      @Override
      public void progress(int percent) {}

      @Override
      public boolean isCancelled() {
        return false;
      }
    };
  }
}
