package dev.coffer.server.iam.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The three duties that standards keep apart: who has the keys, who uses them, and who looks on.
 * Reading what keys there are is part of each.
 */
public enum Duty {
  KEY_ADMINISTRATOR(
      List.of(
          "kms:cmk:create",
          "kms:cmk:enable*",
          "kms:cmk:disable*",
          "kms:cmk:delete*",
          "kms:cmk:cancelDeletion",
          "kms:cmk:update*",
          "kms:cmk:import*",
          "kms:cmk:getMaterial",
          "kms:alias:create",
          "kms:alias:associate",
          "kms:alias:delete",
          "kms:cmkTag:create",
          "kms:cmkTag:batch",
          "kms:cmkTag:delete",
          "kms:grant:*")),
  OPERATOR(
      List.of(
          "coffer:instance:*",
          "coffer:cluster:*",
          "gaussdbformysql:*",
          "dws:*",
          "kms:dek:*",
          "kms:cmk:encryptData",
          "kms:cmk:decryptData",
          "kms:cmk:generate*",
          "kms:cmk:sign",
          "kms:cmk:verify*",
          "kms:vault:*")),
  AUDITOR(List.of("coffer:audit:*"));

  private static final List<String> SHARED =
      List.of(
          "kms:cmk:get",
          "kms:cmk:list",
          "kms:cmk:getInstance",
          "kms:cmk:getPublicKey",
          "kms:cmk:getQuota",
          "kms:cmk:getRotation",
          "kms:alias:list",
          "kms:cmkTag:get",
          "kms:cmkTag:list*");

  /** Accounts, and what is only told to be unsupported: as the policies say, whatever the duty. */
  private static final List<String> ACCOUNTS = List.of("iam:*", "eps:*", "kms:unsupported:*");

  @SuppressWarnings("ImmutableEnumChecker") // what List.of makes is
  private final List<String> own;

  Duty(List<String> own) {
    this.own = own;
  }

  /** Everything that the duty needs, as patterns of actions. */
  public List<String> actions() {
    return Stream.concat(own.stream(), SHARED.stream()).toList();
  }

  /** Whether an action is open to every duty, and to who has none, as the policies say. */
  public static boolean isShared(String action) {
    return Stream.concat(SHARED.stream(), ACCOUNTS.stream())
        .anyMatch(pattern -> Wildcard.matches(pattern, action));
  }

  /** Whether it is settled who may take an action where duties are kept apart. */
  public static boolean isSettled(String action) {
    return isShared(action) || of(action).isPresent();
  }

  /** The duty that an action is part of, where it is part of one alone. */
  public static Optional<Duty> of(String action) {
    return Arrays.stream(values())
        .filter(duty -> duty.own.stream().anyMatch(p -> Wildcard.matches(p, action)))
        .findFirst();
  }
}
