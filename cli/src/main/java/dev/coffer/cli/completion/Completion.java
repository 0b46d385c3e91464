package dev.coffer.cli.completion;

import dev.coffer.cli.command.Noun;
import dev.coffer.cli.command.Verb;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The noun {@code completion}: prints a script for a shell. */
public final class Completion {
  private Completion() {}

  /**
   * The verbs, one for each shell.
   *
   * @param nouns every word of the command line
   */
  public static List<Verb> verbs(Supplier<List<Noun>> nouns) {
    return List.of(
        Verb.of("bash", "Prints a script for bash.", () -> new Print(nouns, Shell.BASH)),
        Verb.of("zsh", "Prints a script for zsh.", () -> new Print(nouns, Shell.ZSH)),
        Verb.of("fish", "Prints a script for fish.", () -> new Print(nouns, Shell.FISH)));
  }

  /** Prints one. */
  @Command(
      description = {
        "Prints a completion script: source it, or put it where the shell looks for such.",
        "Names come from what list, create and delete saw last; no server is asked at Tab."
      },
      mixinStandardHelpOptions = true)
  static final class Print implements Callable<Integer> {
    private final Supplier<List<Noun>> nouns;
    private final Shell shell;

    @Spec private CommandSpec spec;

    Print(Supplier<List<Noun>> nouns, Shell shell) {
      this.nouns = nouns;
      this.shell = shell;
    }

    @Override
    public Integer call() {
      spec.commandLine().getOut().print(shell.script(Words.of(nouns.get())));
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
