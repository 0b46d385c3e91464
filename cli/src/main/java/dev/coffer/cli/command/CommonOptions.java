package dev.coffer.cli.command;

import dev.coffer.cli.client.Choice;
import dev.coffer.cli.output.Format;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every verb shares which asks a server. */
public final class CommonOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, json, yaml or csv.")
  private @Nullable Format output;

  @Option(
      names = "--query",
      paramLabel = "FIELD",
      description = "Prints this field alone (a dotted path), one value a line.")
  private @Nullable String query;

  @Option(
      names = {"-q", "--quiet"},
      description = "Prints ids alone, and no progress.")
  private boolean quiet;

  @Option(
      names = "--wait",
      negatable = true,
      fallbackValue = "true",
      defaultValue = "true",
      description = "Waits for the job, which is the default; --no-wait prints its id.")
  private boolean wait = true;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Waits no longer than this, such as 90s, 10m or 2h; the job goes on.")
  private @Nullable String timeout;

  @Option(
      names = "--progress",
      paramLabel = "HOW",
      description = "auto, none, lines or json, on standard error.")
  private @Nullable String progress;

  @Option(
      names = {"-y", "--yes"},
      description = "Asks nothing.")
  private boolean yes;

  @Option(names = "--profile", paramLabel = "NAME", description = "The profile to use.")
  private @Nullable String profile;

  @Option(names = "--endpoint", paramLabel = "URL", description = "The server's address.")
  private @Nullable String endpoint;

  @Option(names = "--project", paramLabel = "ID", description = "The project.")
  private @Nullable String project;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "Certificates (PEM) of the authority that signed the server's.")
  private @Nullable String caFile;

  @Option(
      names = "--account",
      paramLabel = "FILE",
      description = "Signs in by a file like bootstrap.json, for this call alone.")
  private @Nullable Path account;

  @Option(names = "--debug", description = "Prints the trace of a failure.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  boolean debug() {
    return debug;
  }

  boolean help() {
    return help;
  }

  @Nullable Format output() {
    return output;
  }

  @Nullable String query() {
    return query;
  }

  public boolean quiet() {
    return quiet;
  }

  boolean waits() {
    return wait;
  }

  boolean yes() {
    return yes;
  }

  @Nullable String progress() {
    return progress;
  }

  /** How long to wait for a job; far away where nothing was said. */
  Duration timeout() {
    return timeout == null ? Duration.ofDays(365) : Periods.parse("--timeout", timeout);
  }

  /** What the options say about the server. */
  public Choice choice() {
    return new Choice(profile, endpoint, project, caFile, account);
  }
}
