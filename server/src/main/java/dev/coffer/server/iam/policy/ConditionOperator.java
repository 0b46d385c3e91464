package dev.coffer.server.iam.policy;

import static dev.coffer.server.iam.policy.Comparison.contains;
import static dev.coffer.server.iam.policy.Comparison.date;
import static dev.coffer.server.iam.policy.Comparison.number;
import static dev.coffer.server.iam.policy.Comparison.text;

import java.util.Optional;

/**
 * How a condition compares. A positive operator wants the value to match any of those listed, a
 * negative one to match none of them. A value that cannot be read as what is compared matches
 * nothing.
 */
@SuppressWarnings("ImmutableEnumChecker") // the comparisons hold nothing that changes
enum ConditionOperator {
  STRING_EQUALS("StringEquals", true, text(String::equals)),
  STRING_NOT_EQUALS("StringNotEquals", false, text(String::equals)),
  STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", true, text(String::equalsIgnoreCase)),
  STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", false, text(String::equalsIgnoreCase)),
  STRING_MATCH("StringMatch", true, text(Wildcard::matchesCase)),
  STRING_NOT_MATCH("StringNotMatch", false, text(Wildcard::matchesCase)),
  /** On this platform no wildcard test, but whether the listed text occurs in the value. */
  STRING_LIKE("StringLike", true, contains()),
  STRING_NOT_LIKE("StringNotLike", false, contains()),
  STRING_START_WITH("StringStartWith", true, text((listed, value) -> value.startsWith(listed))),
  STRING_NOT_START_WITH(
      "StringNotStartWith", false, text((listed, value) -> value.startsWith(listed))),
  STRING_END_WITH("StringEndWith", true, text((listed, value) -> value.endsWith(listed))),
  STRING_NOT_END_WITH("StringNotEndWith", false, text((listed, value) -> value.endsWith(listed))),
  NUMBER_EQUALS("NumberEquals", true, number(order -> order == 0)),
  NUMBER_NOT_EQUALS("NumberNotEquals", false, number(order -> order == 0)),
  NUMBER_LESS_THAN("NumberLessThan", true, number(order -> order < 0)),
  NUMBER_LESS_THAN_EQUALS("NumberLessThanEquals", true, number(order -> order <= 0)),
  NUMBER_GREATER_THAN("NumberGreaterThan", true, number(order -> order > 0)),
  NUMBER_GREATER_THAN_EQUALS("NumberGreaterThanEquals", true, number(order -> order >= 0)),
  DATE_LESS_THAN("DateLessThan", true, date(order -> order < 0)),
  DATE_LESS_THAN_EQUALS("DateLessThanEquals", true, date(order -> order <= 0)),
  DATE_GREATER_THAN("DateGreaterThan", true, date(order -> order > 0)),
  DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", true, date(order -> order >= 0)),
  BOOL("Bool", true, Comparison.truth()),
  IP_ADDRESS("IpAddress", true, Comparison.network()),
  NOT_IP_ADDRESS("NotIpAddress", false, Comparison.network()),
  /** Not a comparison of the value: {@code true} asks for its absence, {@code false} for it. */
  NULL("Null", true, Comparison.truth());

  private final String word;
  private final boolean positive;
  private final Comparison comparison;

  ConditionOperator(String word, boolean positive, Comparison comparison) {
    this.word = word;
    this.positive = positive;
    this.comparison = comparison;
  }

  static Optional<ConditionOperator> of(String word) {
    for (ConditionOperator operator : values()) {
      if (operator.word.equals(word)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  boolean isPositive() {
    return positive;
  }

  Comparison comparison() {
    return comparison;
  }
}
