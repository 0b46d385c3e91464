package dev.coffer.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the standard streams lead to, and how wide a line may be. */
public final class Terminal {
  private static final int USUAL_WIDTH = 80;
  private static final Path TTY = Path.of("/dev/tty");

  private final Map<String, String> environment;

  public Terminal(Map<String, String> environment) {
    this.environment = environment;
  }

  public boolean isIn() {
    return isTerminal(0);
  }

  public boolean isOut() {
    return forced() > 0 || isTerminal(1);
  }

  public boolean isErr() {
    return forced() > 0 || isTerminal(2);
  }

  // System.console() needs input and output both to be terminals.
  private boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Whether lines can be drawn over and coloured. */
  boolean canDraw() {
    String type = environment.getOrDefault("TERM", "");
    return isErr() && !type.isEmpty() && !type.equals("dumb");
  }

  boolean hasColours() {
    String type = environment.getOrDefault("TERM", "");
    return isOut()
        && !type.equals("dumb")
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("CLICOLOR", "").equals("0");
  }

  /** The columns of the window; {@code COLUMNS} or 80 where they are not known. */
  int width() {
    if (forced() > 0) {
      return forced();
    }
    String size = stty("size").strip();
    int told = number(size.substring(size.indexOf(' ') + 1));
    int set = told > 0 ? told : number(environment.getOrDefault("COLUMNS", ""));
    return set > 0 ? set : USUAL_WIDTH;
  }

  /** The width of the terminal that output is to be taken for; 0 where nothing says so. */
  private int forced() {
    return number(environment.getOrDefault("COFFER_FORCE_TTY", ""));
  }

  private static int number(String text) {
    return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
  }

  /** Runs {@code stty} on the terminal; the answer is empty where there is none. */
  public static String stty(String... arguments) {
    try {
      var command = new ArrayList<>(List.of("stty"));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .redirectInput(TTY.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
      return process.waitFor() == 0 ? answer : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
