package dev.coffer.cli.command;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.exit.Foreseen;
import dev.coffer.cli.text.Harmless;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Ends a failed command with one line for the operator, or one JSON object where JSON was asked
 * for. The whole trace is printed only for faults that no one foresaw, or with {@code --debug}.
 */
final class Failures implements IExecutionExceptionHandler {
  private final boolean asJson;

  Failures(boolean asJson) {
    this.asJson = asJson;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    CommonOptions options = options(command.getCommandSpec());
    ExitCode code = failure instanceof Failed failed ? failed.code() : ExitCode.FAILED;
    if (failure instanceof Failed failed) {
      err.println(failed.told(asJson));
    } else {
      err.println(Harmless.lines("coffer: " + failure.getMessage()));
    }
    if (options.debug() || !(failure instanceof Failed || failure instanceof Foreseen)) {
      var trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      err.print(Harmless.lines(trace.toString()));
    }
    err.flush();
    return code.number();
  }

  private static CommonOptions options(CommandSpec spec) {
    for (Map.Entry<String, CommandSpec> mixin : spec.mixins().entrySet()) {
      if (mixin.getValue().userObject() instanceof CommonOptions options) {
        return options;
      }
    }
    return new CommonOptions();
  }
}
