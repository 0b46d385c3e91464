package dev.coffer.agent.host;

import dev.coffer.agent.Exposure;

/**
 * The addresses that engines may be bound to.
 *
 * @param published the operator's choice, an address or the name of one
 */
public record BindAddresses(String published) {
  private static final String LOOPBACK = "127.0.0.1";

  /** For hosts whose engines are all reached from there alone. */
  public static final BindAddresses LOOPBACK_ONLY = new BindAddresses(LOOPBACK);

  public String of(Exposure exposure) {
    return switch (exposure) {
      case LOOPBACK -> LOOPBACK;
      case PUBLISHED -> published;
    };
  }
}
