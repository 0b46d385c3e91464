package dev.coffer.agent.host;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** For what goes wrong again and again: each reason is told once, until it went well. */
public final class TellOnce {
  private @Nullable String told;

  /** Whether it is another reason than the last. */
  public synchronized boolean isNew(Throwable failure) {
    String reason = failure.getClass().getName() + failure.getMessage();
    boolean known = Objects.equals(reason, told);
    told = reason;
    return !known;
  }

  public synchronized void wentWell() {
    told = null;
  }
}
