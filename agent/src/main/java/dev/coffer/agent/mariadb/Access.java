package dev.coffer.agent.mariadb;

import dev.coffer.agent.Engine;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.process.SecretEnvironment;
import dev.coffer.agent.process.SecretFile;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A way into a running server for the programs of MariaDB. Its account travels as an option file on
 * their standard input, its address on their command line.
 */
public final class Access implements AutoCloseable {
  private static final String OPTIONS_FROM_INPUT = "--defaults-file=/dev/stdin";

  private final Path dataDirectory;
  private final Path workingDirectory;
  private final List<String> address;
  private final SecretFile account;
  private final SecretEnvironment environment;

  private Access(
      Path dataDirectory,
      Path workingDirectory,
      List<String> address,
      SecretFile account,
      SecretEnvironment environment) {
    this.environment = environment;
    this.dataDirectory = dataDirectory;
    this.workingDirectory = workingDirectory;
    this.address = address;
    this.account = account;
  }

  public static Access to(Engine.Adopted engine) throws IOException {
    return new Access(
        engine.dataDirectory(),
        Path.of("/"),
        options(engine.address()),
        OptionFile.of(engine.user(), engine.password()),
        SecretEnvironment.NONE);
  }

  /** The socket is named relative to the directory that the program runs in. */
  static Access to(InstanceFiles files, SecretBytes controlSecret, SecretEnvironment environment)
      throws IOException {
    try (var password = Passwords.ofControl(controlSecret)) {
      var socket = new Engine.Address.Socket(Path.of(InstanceFiles.SOCKET));
      var account = OptionFile.of(Accounts.CONTROL, password);
      return new Access(files.data(), files.data(), options(socket), account, environment);
    }
  }

  Path dataDirectory() {
    return dataDirectory;
  }

  /** About how many bytes a backup will have. */
  public long estimate() throws IOException {
    return DataSize.of(dataDirectory);
  }

  Child run(Path program, Consumer<String> listener, String... options) throws IOException {
    var line = new ArrayList<String>();
    line.addAll(List.of(program.toString(), OPTIONS_FROM_INPUT));
    line.addAll(address);
    line.addAll(List.of(options));
    return Child.start(new Command(line, workingDirectory, environment), account, listener);
  }

  @Override
  public void close() {
    account.close();
  }

  private static List<String> options(Engine.Address address) {
    return switch (address) {
      case Engine.Address.Socket(Path path) -> List.of("--protocol=socket", "--socket=" + path);
      case Engine.Address.Tcp(String host, int port) ->
          List.of("--protocol=tcp", "--host=" + host, "--port=" + port);
    };
  }
}
