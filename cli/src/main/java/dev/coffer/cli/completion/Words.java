package dev.coffer.cli.completion;

import dev.coffer.cli.command.Noun;
import dev.coffer.cli.command.Verb;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What may be typed where.
 *
 * @param words what may follow {@code NOUN/VERB}; {@code /} is the beginning
 * @param operands whose names may follow, such as {@code instance} after {@code backup/create}
 * @param valued options that take the next word
 */
record Words(
    SequencedMap<String, List<String>> words,
    SequencedMap<String, String> operands,
    SequencedSet<String> valued) {
  private static final Map<String, String> OTHER_OPERANDS =
      Map.of(
          "backup/create", "instance",
          "backup/policy", "instance",
          "encryption/on", "instance",
          "encryption/off", "instance",
          "encryption/show", "instance",
          "snapshot/create", "cluster");

  static Words of(List<Noun> nouns) {
    var all = new Words(new LinkedHashMap<>(), new LinkedHashMap<>(), new TreeSet<>());
    List<Noun> shown = nouns.stream().filter(noun -> !noun.hidden()).toList();
    all.words.put("/", shown.stream().map(Noun::name).toList());
    for (Noun noun : shown) {
      List<Verb> verbs = noun.verbs().get();
      if (verbs.size() == 1 && verbs.getFirst().name().isEmpty()) {
        all.add(noun.name() + "/", verbs.getFirst());
        continue;
      }
      all.words.put(noun.name() + "/", verbs.stream().map(Verb::name).toList());
      for (Verb verb : verbs) {
        String place = noun.name() + "/" + verb.name();
        CommandSpec spec = all.add(place, verb);
        String operand = OTHER_OPERANDS.getOrDefault(place, noun.name());
        boolean makes = verb.name().equals("create") && operand.equals(noun.name());
        if (!spec.positionalParameters().isEmpty() && !makes && !verb.name().equals("adopt")) {
          all.operands.put(place, operand);
        }
      }
    }
    return all;
  }

  private CommandSpec add(String place, Verb verb) {
    CommandSpec spec = new CommandLine(verb.make().get()).getCommandSpec();
    List<String> names = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      Arrays.stream(option.names()).filter(name -> name.startsWith("--")).forEach(names::add);
      if (option.arity().max() > 0) {
        valued.addAll(List.of(option.names()));
      }
    }
    words.put(place, names);
    return spec;
  }
}
