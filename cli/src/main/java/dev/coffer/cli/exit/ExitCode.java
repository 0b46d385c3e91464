package dev.coffer.cli.exit;

/** How a command ends; the same for every verb. */
public enum ExitCode {
  DONE(0, "done; an empty list, too"),
  FAILED(1, "another failure"),
  USAGE(2, "wrong usage, an ambiguous name, or a question that cannot be asked"),
  NO(3, "a check or an explanation says no"),
  NOT_SIGNED_IN(4, "not signed in"),
  NOT_ALLOWED(5, "not allowed"),
  ABSENT(6, "no such thing"),
  CONFLICT(7, "a conflict or the wrong state"),
  TIME_IS_UP(8, "the time is up; the job goes on"),
  JOB_FAILED(9, "the job failed"),
  NO_CONNECTION(10, "no connection, or TLS that cannot be trusted"),
  INTERRUPTED(130, "interrupted; the job goes on");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  /** The table for the help. */
  public static String table() {
    var text = new StringBuilder("Exit codes:\n");
    for (ExitCode code : values()) {
      text.append("  %3d  %s%n".formatted(code.number, code.meaning));
    }
    return text.toString();
  }
}
