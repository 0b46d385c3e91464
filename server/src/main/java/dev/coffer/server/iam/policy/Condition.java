package dev.coffer.server.iam.policy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.List;
import java.util.function.Predicate;

/**
 * One line of a statement's condition: an operator, a key and the values listed for it. Everything
 * that can be wrong with it is refused when it is read, so that asking it never fails.
 */
public final class Condition {
  private static final String IF_EXISTS = "IfExists";
  private static final int MOST_VALUES = 50;
  private static final int LONGEST_VALUE = 255;

  private final String word;
  private final String key;
  private final List<String> listed;
  private final Quantifier quantifier;
  private final boolean ifExists;
  private final ConditionOperator operator;
  private final List<Predicate<String>> tests;

  /** How many of a key's values have to satisfy the operator. */
  private enum Quantifier {
    SINGLE(""),
    ANY("ForAnyValue:"),
    ALL("ForAllValues:");

    private final String prefix;

    Quantifier(String prefix) {
      this.prefix = prefix;
    }

    private static Quantifier of(String word) {
      return word.startsWith(ANY.prefix) ? ANY : word.startsWith(ALL.prefix) ? ALL : SINGLE;
    }
  }

  /**
   * Reads a line.
   *
   * @param word the operator as written, with prefix and suffix
   */
  Condition(String word, String key, List<String> listed) {
    this.word = word;
    this.key = ConditionKeys.known(key);
    this.listed = List.copyOf(listed);
    this.quantifier = Quantifier.of(word);
    String rest = word.substring(quantifier.prefix.length());
    this.ifExists = rest.endsWith(IF_EXISTS);
    String plain = ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest;
    this.operator =
        ConditionOperator.of(plain)
            .orElseThrow(() -> refused("Condition." + word, Reason.UNKNOWN_VALUE));
    if (listed.isEmpty() || listed.size() > MOST_VALUES) {
      throw refused("Condition." + word + "." + key, Reason.OUT_OF_RANGE);
    }
    this.tests = this.listed.stream().map(this::test).toList();
  }

  String word() {
    return word;
  }

  public String key() {
    return key;
  }

  List<String> listed() {
    return listed;
  }

  /**
   * Whether a policy's document has room for one of the two alone: an older name is written anew.
   */
  boolean isWrittenLike(Condition other) {
    return word.equals(other.word) && key.equals(other.key);
  }

  public boolean holds(Circumstances circumstances) {
    List<String> values = circumstances.values(key);
    if (operator == ConditionOperator.NULL) {
      return matchesAny(values.isEmpty() ? "true" : "false");
    }
    if (values.isEmpty()) {
      return ifExists || quantifier == Quantifier.ALL || isNegativeOfOne();
    }
    // A loop and no stream: this runs for every statement of every request.
    for (String value : values) {
      boolean enough = quantifier != Quantifier.ALL;
      if (satisfies(value) == enough) {
        return enough;
      }
    }
    return quantifier == Quantifier.ALL;
  }

  // A value that is not there differs from every value.
  private boolean isNegativeOfOne() {
    return quantifier == Quantifier.SINGLE && !operator.isPositive();
  }

  private boolean satisfies(String value) {
    return matchesAny(value) == operator.isPositive();
  }

  private boolean matchesAny(String value) {
    for (Predicate<String> test : tests) {
      if (test.test(value)) {
        return true;
      }
    }
    return false;
  }

  // A variable would be read as plain text here, and mean something else than its author thinks.
  private Predicate<String> test(String value) {
    if (value.length() > LONGEST_VALUE || value.contains("${")) {
      throw refused("Condition." + word + "." + key, Reason.UNSUPPORTED);
    }
    return operator
        .comparison()
        .with(value)
        .orElseThrow(() -> refused("Condition." + word + "." + key, Reason.WRONG_FORM));
  }

  private static Refusal refused(String subject, Reason reason) {
    return new Refusal(
        Failure.IAM_0001, subject.substring(0, Math.min(subject.length(), 200)), reason);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Condition that
        && word.equals(that.word)
        && key.equals(that.key)
        && listed.equals(that.listed);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(word, key, listed);
  }

  @Override
  public String toString() {
    return word + " " + key + " " + listed;
  }
}
