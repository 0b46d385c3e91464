package dev.coffer.agent;

/** The caller's eye on a long request; asked and told from threads of the agent's. */
public interface Watch {
  /** From 0 to 100, never less than before. */
  void progress(int percent);

  /** What people are told beside the percent; the last one counts. */
  void note(String note);

  /** Asked about every second; once true, the request fails as cancelled. */
  boolean isCancelled();

  /** What watches one of several equal parts, of which so many are done. */
  default Watch part(int done, int parts) {
    Watch whole = this;
    return new Watch() {
      @Override
      public void progress(int percent) {
        whole.progress(Math.min(100, (100 * done + percent) / parts));
      }

      @Override
      public void note(String note) {
        whole.note(note);
      }

      @Override
      public boolean isCancelled() {
        return whole.isCancelled();
      }
    };
  }

  /** Ignores progress and never cancels. */
  static Watch none() {
    return new Watch() {
      @Override
      public void progress(int percent) {}

      @Override
      public void note(String note) {}

      @Override
      public boolean isCancelled() {
        return false;
      }
    };
  }
}
