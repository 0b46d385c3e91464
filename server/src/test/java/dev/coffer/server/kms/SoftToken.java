package dev.coffer.server.kms;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.ring.RootRotation;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootProtection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * A data directory and a token of SoftHSM2, in a process of its own: the library finds its tokens
 * through the environment, which a running process cannot change for itself.
 */
public final class SoftToken {
  private static final String PIN = "1234";
  private static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");

  private final Path configuration;

  private SoftToken(Path configuration) {
    this.configuration = configuration;
  }

  public static SoftToken make(Path directory) throws Exception {
    Path configuration = directory.resolve("softhsm2.conf");
    Path tokens = Files.createDirectory(directory.resolve("tokens"));
    Files.writeString(
        configuration, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
    var token = new SoftToken(configuration);
    token.run(
        List.of(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            "coffer",
            "--so-pin",
            "12345678",
            "--pin",
            PIN));
    return token;
  }

  /** Puts the root key of the directory into the token, or takes it out again. */
  public void rotate(Path directory, String direction, byte[] wrapped) throws Exception {
    run(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            SoftToken.class.getName(),
            directory.toString(),
            direction,
            HexFormat.of().formatHex(wrapped)));
  }

  private void run(List<String> command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SOFTHSM2_CONF", configuration.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(command.getFirst() + " failed: " + output);
    }
  }

  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    Passphrase pin = () -> SecretBytes.absorb(PIN.getBytes(UTF_8));
    boolean into = arguments[1].equals("into");
    new RootRotation(directory, Fixture.RANDOM)
        .run(
            into ? Passphrase.none() : pin,
            into ? new RootProtection.ByToken(LIBRARY, 0, pin) : new RootProtection.Plain());
    try (RingStorage vault =
        RingStorage.open(directory, into ? pin : Passphrase.none(), Fixture.RANDOM)) {
      vault.unwrapUnbound(HexFormat.of().parseHex(arguments[2])).close();
    }
  }
}
