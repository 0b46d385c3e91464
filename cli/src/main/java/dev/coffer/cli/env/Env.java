package dev.coffer.cli.env;

import dev.coffer.cli.account.SigningAccount;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Prints what one of the vendor's clients has to find in its environment. */
@Command(
    name = "env",
    description = {
      "Prints the environment of one of the vendor's clients, for eval or as JSON. It holds the secret"
          + " key: send it to no terminal that others see."
    },
    mixinStandardHelpOptions = true)
public final class Env implements Callable<Integer> {
  /** How the variables are written. */
  enum Form {
    SHELL,
    JSON
  }

  @Option(
      names = "--account",
      paramLabel = "FILE",
      required = true,
      description = "The server's user, in a file like bootstrap.json.")
  private Path account;

  @Option(
      names = "--for",
      paramLabel = "CLIENT",
      required = true,
      description = "Whose environment: ${COMPLETION-CANDIDATES}.")
  private ClientEnvironment client;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "SHELL",
      description = "${COMPLETION-CANDIDATES}, default ${DEFAULT-VALUE}.")
  private Form format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, String> variables = client.of(SigningAccount.read(account));
    if (format == Form.JSON) {
      out.println(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(variables));
    } else {
      variables.forEach((name, value) -> out.println("export " + name + "=" + quoted(value)));
    }
    out.flush();
    return 0;
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
