package dev.coffer.cli.job;

import dev.coffer.cli.command.Jobs;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.output.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The noun {@code job}. */
public final class JobVerbs {
  private static final List<Column> COLUMNS = List.of(Column.time("created"), Column.time("ended"));

  private JobVerbs() {}

  public static List<Verb> verbs() {
    return List.of(
        Verb.of("show", "Shows a job.", Show::new),
        Verb.of("wait", "Waits for jobs; their outcome is the exit code.", Wait::new));
  }

  /** Shows one. */
  @Command(description = "Shows a job.")
  static final class Show extends RemoteVerb {
    @Parameters(paramLabel = "JOB", description = "Its id.")
    private String job;

    @Override
    protected ExitCode run(Session session) {
      session.one(Jobs.show(session.api(), job), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Waits for some. */
  @Command(description = "Waits for jobs, one after another; ends with 9 where one failed.")
  static final class Wait extends RemoteVerb {
    @Parameters(paramLabel = "JOB", arity = "1..*", description = "Their ids.")
    private List<String> jobs;

    @Override
    protected ExitCode run(Session session) {
      for (String job : jobs) {
        session.await(Jobs.show(session.api(), job).path("work").asString("job"), job);
        session.one(Jobs.show(session.api(), job), COLUMNS);
      }
      return ExitCode.DONE;
    }
  }
}
