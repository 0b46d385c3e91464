package dev.coffer.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommandLineRunTest {
  private static final List<String> VERBS = List.of("create", "list", "show", "restart");

  @Test
  void suggestsWhatIsAtMostTwoEditsAway() {
    assertThat(Suggestion.of("craete", VERBS)).contains("create");
    assertThat(Suggestion.of("lst", VERBS)).contains("list");
    assertThat(Suggestion.of("delete", VERBS)).isEmpty();
    assertThat(Suggestion.of("", VERBS)).isEmpty();
    assertThat(Suggestion.distance("ab", "ba")).isOne();
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void takesCommonOptionsBeforeNounAndVerb() {
    assertThat(CommandLineRun.wordsFirst(List.of("-o", "json", "key", "-q", "list", "--debug")))
        .containsExactly("key", "list", "-o", "json", "-q", "--debug");
    assertThat(CommandLineRun.wordsFirst(List.of("serve", "--data", "D")))
        .containsExactly("serve", "--data", "D");
  }

  @Test
  void knowsThatFailuresAreToBeJsonBeforeTheOptionsAreRead() {
    assertThat(CommandLineRun.isJsonAsked(List.of("key", "-o", "json"), Map.of())).isTrue();
    assertThat(CommandLineRun.isJsonAsked(List.of("--output=JSON"), Map.of())).isTrue();
    assertThat(CommandLineRun.isJsonAsked(List.of("key"), Map.of("COFFER_OUTPUT", "json")))
        .isTrue();
    assertThat(CommandLineRun.isJsonAsked(List.of("-o", "table"), Map.of("COFFER_OUTPUT", "json")))
        .isFalse();
    assertThat(CommandLineRun.isJsonAsked(List.of("key", "-o"), Map.of())).isFalse();
  }
}
