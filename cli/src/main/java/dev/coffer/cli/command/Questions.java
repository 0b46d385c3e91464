package dev.coffer.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.cli.client.Settings;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.output.Terminal;
import dev.coffer.cli.text.Harmless;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the person at the terminal; off a terminal nothing is asked and the command ends. */
public final class Questions {
  private static final Path TTY = Path.of("/dev/tty");

  private final Terminal terminal;
  private final Map<String, String> environment;
  private final boolean yes;

  Questions(Terminal terminal, Map<String, String> environment, boolean yes) {
    this.terminal = terminal;
    this.environment = environment;
    this.yes = yes;
  }

  /**
   * Returns where something may be destroyed: because {@code --yes} says so, or because its name
   * was typed.
   *
   * @param what what it is, such as {@code instance shop}
   * @param dies what dies with it, a line each
   */
  public void confirm(String what, String name, List<String> dies) {
    if (yes) {
      return;
    }
    if (!canAsk()) {
      throw new Failed(
          ExitCode.USAGE, what + " would be destroyed and no one can be asked", "--yes");
    }
    System.err.println(Harmless.line("This destroys " + what + ". What dies with it:"));
    dies.forEach(line -> System.err.println(Harmless.line("  - " + line)));
    System.err.print(Harmless.line("Type its name (" + name + ") to go on: "));
    System.err.flush();
    if (!name.equals(line())) {
      throw new Failed(ExitCode.USAGE, "that is not its name; nothing was done");
    }
  }

  /**
   * A secret: the first line of a file or a descriptor, or what is typed.
   *
   * @param fresh whether it is new, and therefore asked for twice
   */
  public String secret(
      String prompt, @Nullable String file, @Nullable Integer descriptor, boolean fresh) {
    if (file != null) {
      return Settings.firstLine(file);
    }
    if (descriptor != null) {
      return Settings.firstLine("/proc/self/fd/" + descriptor);
    }
    if (!canAsk()) {
      throw new Failed(
          ExitCode.USAGE,
          "a secret is needed and no one can be asked",
          "--password-file FILE or --password-fd N");
    }
    String typed = hidden(prompt + ": ");
    if (fresh && !typed.equals(hidden(prompt + ", again: "))) {
      throw new Failed(ExitCode.USAGE, "the two are not the same; nothing was done");
    }
    return typed;
  }

  private boolean canAsk() {
    return terminal.isIn() && environment.getOrDefault("COFFER_NO_PROMPT", "").isEmpty();
  }

  private static String hidden(String prompt) {
    var echo = new Thread(() -> Terminal.stty("echo"), "echo");
    Runtime.getRuntime().addShutdownHook(echo);
    Terminal.stty("-echo");
    try {
      System.err.print(prompt);
      System.err.flush();
      String typed = line();
      System.err.println();
      if (typed.isEmpty()) {
        throw new Failed(ExitCode.USAGE, "no secret was given");
      }
      return typed;
    } finally {
      Terminal.stty("echo");
      Runtime.getRuntime().removeShutdownHook(echo);
    }
  }

  // Read to the end of the line and no further: what follows answers the next question.
  private static String line() {
    try (var in = Files.newInputStream(TTY)) {
      var line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
        line.write(next);
      }
      return line.toString(UTF_8);
    } catch (IOException e) {
      throw new Failed(ExitCode.USAGE, "the terminal cannot be read: " + e.getMessage());
    }
  }
}
