package dev.coffer.server.iam.credential;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** How much of a queue that all share one caller may fill at a time. */
public final class FairShare {
  private final int most;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  public FairShare(int most) {
    this.most = most;
  }

  /** Does the work; refuses it with 429 where that much of the caller's is under way. */
  public <T> T of(String caller, Supplier<T> work) {
    boolean admitted = taken.merge(caller, 1, Integer::sum) <= most;
    try {
      if (!admitted) {
        throw new Refusal(Failure.APIGW_0308);
      }
      return work.get();
    } finally {
      taken.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
    }
  }
}
