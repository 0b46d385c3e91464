package dev.coffer.cli.command;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Finds the command that was named, builds that one alone, and runs it. */
public final class CommandLineRun {
  private static final Set<String> HELP = Set.of("--help", "-h");
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-o",
          "--output",
          "--query",
          "--timeout",
          "--progress",
          "--profile",
          "--endpoint",
          "--project",
          "--ca-file",
          "--account");

  private static final Set<String> WITHOUT_VALUE =
      Set.of("-q", "--quiet", "-y", "--yes", "--wait", "--no-wait", "--debug");

  private final List<Noun> nouns;
  private final String version;
  private boolean asJson;

  public CommandLineRun(List<Noun> nouns, String version) {
    this.nouns = nouns;
    this.version = version;
  }

  /** Runs what the arguments say and returns the exit code. */
  public int run(String... arguments) {
    asJson = isJsonAsked(List.of(arguments), System.getenv());
    List<String> words = wordsFirst(List.of(arguments));
    if (words.isEmpty()) {
      System.err.print(Help.root(nouns));
      return ExitCode.USAGE.number();
    }
    String first = words.getFirst();
    if (HELP.contains(first)) {
      System.out.print(Help.root(nouns));
      return 0;
    }
    if (first.equals("--version") || first.equals("-V")) {
      System.out.println(version);
      return 0;
    }
    Optional<Noun> noun = nouns.stream().filter(n -> n.name().equals(first)).findFirst();
    return noun.isPresent()
        ? run(noun.get(), words)
        : unknown("command", first, nouns.stream().map(Noun::name).toList(), "coffer --help");
  }

  private int run(Noun noun, List<String> words) {
    List<Verb> verbs = noun.verbs().get();
    Optional<Verb> alone = noun.alone(verbs);
    if (alone.isPresent()) {
      return execute(List.of("coffer", noun.name()), alone.get(), words.subList(1, words.size()));
    }
    if (words.size() < 2 || HELP.contains(words.get(1))) {
      boolean asked = words.size() > 1;
      (asked ? System.out : System.err).print(Help.noun(noun, verbs));
      return asked ? 0 : ExitCode.USAGE.number();
    }
    String second = words.get(1);
    Optional<Verb> verb = verbs.stream().filter(v -> v.name().equals(second)).findFirst();
    if (verb.isEmpty()) {
      List<String> harmless =
          verbs.stream().filter(v -> !v.destroys() && !v.hidden()).map(Verb::name).toList();
      return unknown(noun.name() + " verb", second, harmless, "coffer " + noun.name() + " --help");
    }
    return execute(
        List.of("coffer", noun.name(), second), verb.get(), words.subList(2, words.size()));
  }

  /** Whether failures are to be JSON, which has to be known where the options cannot be read. */
  static boolean isJsonAsked(List<String> arguments, Map<String, String> environment) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("-o") || argument.equals("--output")) {
        return i + 1 < arguments.size() && arguments.get(i + 1).equalsIgnoreCase("json");
      }
      if (argument.startsWith("--output=") || argument.startsWith("-o=")) {
        return argument.substring(argument.indexOf('=') + 1).equalsIgnoreCase("json");
      }
    }
    return environment.getOrDefault("COFFER_OUTPUT", "").equalsIgnoreCase("json");
  }

  private int unknown(String what, String typed, List<String> names, String help) {
    String meant = Suggestion.of(typed, names).map(n -> "; did you mean '" + n + "'?").orElse("");
    System.err.println(
        new Failed(ExitCode.USAGE, "no " + what + " '" + typed + "'" + meant, help).told(asJson));
    return ExitCode.USAGE.number();
  }

  private int execute(List<String> names, Verb verb, List<String> arguments) {
    var line = new CommandLine(verb.make().get());
    line.setCommandName(names.getLast());
    CommandLine top = line;
    for (int i = names.size() - 2; i >= 0; i--) {
      CommandSpec above = CommandSpec.create().name(names.get(i));
      above.addSubcommand(names.get(i + 1), top);
      top = new CommandLine(above);
    }
    top.setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setParameterExceptionHandler(this::usage)
        .setExecutionExceptionHandler(new Failures(asJson));
    List<String> all = new ArrayList<>(names.subList(1, names.size()));
    all.addAll(arguments);
    return top.execute(all.toArray(String[]::new));
  }

  // A name that an option of this command nearly has is told; all of the usage is not.
  private int usage(ParameterException failure, String[] arguments) {
    CommandLine line = failure.getCommandLine();
    PrintWriter err = line.getErr();
    String path = line.getCommandSpec().qualifiedName(" ");
    String meant = "";
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      List<String> options =
          line.getCommandSpec().options().stream()
              .flatMap(option -> Arrays.stream(option.names()))
              .filter(name -> name.startsWith("--") && !name.equals("--yes"))
              .toList();
      meant =
          Suggestion.of(unmatched.getUnmatched().getFirst().replaceFirst("=.*", ""), options)
              .map(name -> "; did you mean " + name + "?")
              .orElse("");
    }
    String message = String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    err.println(new Failed(ExitCode.USAGE, message + meant, path + " --help").told(asJson));
    err.flush();
    return ExitCode.USAGE.number();
  }

  /** Puts common options that stand before noun and verb behind them. */
  static List<String> wordsFirst(List<String> arguments) {
    List<String> before = new ArrayList<>();
    List<String> words = new ArrayList<>();
    int next = 0;
    while (next < arguments.size() && words.size() < 2) {
      String argument = arguments.get(next);
      if (!argument.startsWith("-")) {
        words.add(argument);
      } else if (HELP.contains(argument) || (words.isEmpty() && isVersion(argument))) {
        if (words.isEmpty() && before.isEmpty()) {
          return arguments;
        }
        before.add(argument);
      } else if (words.isEmpty() || isCommon(argument)) {
        before.add(argument);
        if (WITH_VALUE.contains(argument) && next + 1 < arguments.size()) {
          before.add(arguments.get(++next));
        }
      } else {
        break;
      }
      next++;
    }
    words.addAll(before);
    words.addAll(arguments.subList(next, arguments.size()));
    return words;
  }

  private static boolean isCommon(String argument) {
    String name = argument.replaceFirst("=.*", "");
    return WITH_VALUE.contains(name) || WITHOUT_VALUE.contains(name);
  }

  private static boolean isVersion(String argument) {
    return argument.equals("--version") || argument.equals("-V");
  }
}
