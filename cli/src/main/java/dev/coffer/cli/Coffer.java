package dev.coffer.cli;

import dev.coffer.agent.linux.ProcessMemory;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command itself. */
@Command(
    name = "coffer",
    description = "Encryption control plane for databases.",
    mixinStandardHelpOptions = true,
    version = "coffer 0.1.0",
    subcommands = {
      Serve.class,
      Demo.class,
      Open.class,
      Doctor.class,
      Env.class,
      Iam.class,
      Audit.class,
      Root.class,
      Key.class,
      Volume.class
    })
public final class Coffer {
  private Coffer() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("serve")) {
      ProcessMemory.hide();
    }
    Logging.configure();
    System.exit(
        new CommandLine(new Coffer())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(new Failures())
            .execute(arguments));
  }
}
