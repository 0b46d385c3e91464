package dev.coffer.agent.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A program with its arguments, which everybody on the machine can read: no secrets here.
 *
 * @param program what failures call it: where one program starts another, the one that matters
 */
public record Command(
    List<String> arguments, Path directory, SecretEnvironment environment, String program) {
  private static final Path ROOT = Path.of("/");

  public Command {
    arguments = List.copyOf(arguments);
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("no program to run");
    }
  }

  public Command(List<String> arguments, Path directory, SecretEnvironment environment) {
    this(arguments, directory, environment, name(arguments));
  }

  public Command(List<String> arguments, Path directory) {
    this(arguments, directory, SecretEnvironment.NONE);
  }

  public static Command of(Path program, String... arguments) {
    var all = new ArrayList<String>();
    all.add(program.toString());
    all.addAll(List.of(arguments));
    return new Command(all, ROOT);
  }

  private static String name(List<String> arguments) {
    return arguments.isEmpty() ? "" : String.valueOf(Path.of(arguments.getFirst()).getFileName());
  }

  public Command in(Path workingDirectory) {
    return new Command(arguments, workingDirectory, environment, program);
  }

  public Command with(SecretEnvironment variables) {
    return new Command(arguments, directory, variables, program);
  }

  /** Another line that ends in running this program, from the root directory. */
  public Command wrappedIn(List<String> line) {
    return new Command(line, ROOT, environment, program);
  }

  /** Runs to the end; whatever it says is the reason if it fails. */
  public void run() throws IOException {
    run(new byte[0]);
  }

  public void run(byte[] input) throws IOException {
    run(input, _ -> {});
  }

  /** Tells each line of what it says. */
  public void run(Consumer<String> listener) throws IOException {
    run(new byte[0], listener);
  }

  public void run(byte[] input, Consumer<String> listener) throws IOException {
    try (var child = new Child(program, builder().redirectErrorStream(true), listener)) {
      child.send(input);
      child.awaitSuccess();
    }
  }

  ProcessBuilder builder() {
    var builder = new ProcessBuilder(arguments).directory(directory.toFile());
    // Programs of others are told their language and nothing else of our surroundings.
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "TMPDIR"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment.variables());
    return builder;
  }

  ProcessBuilder builder(File input) {
    return builder().redirectInput(input);
  }
}
