package dev.coffer.bench.pipeline;

import dev.coffer.agent.pipeline.Capture;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.StreamHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Takes a file through our pipeline to another, sealed under a key of its own or not. */
record SealFile(Optional<Suite> suite) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What the cold process is told where there is no suite. */
  static final String UNSEALED = "none";

  /** A process of its own: suite or {@code none}, source, target. */
  public static void main(String... arguments) throws IOException {
    var suite = Optional.of(arguments[0]).filter(name -> !name.equals(UNSEALED));
    new SealFile(suite.map(name -> Suite.ofWireName(name).orElseThrow()))
        .carry(Path.of(arguments[1]), Path.of(arguments[2]));
  }

  void carry(Path source, Path target) throws IOException {
    var capture = new Capture(Compression.ZSTD, Runtime.getRuntime().availableProcessors());
    try (var in = Files.newInputStream(source);
        var out = Files.newOutputStream(target)) {
      if (suite.isEmpty()) {
        capture.plain(in, out, _ -> {});
        return;
      }
      var header = StreamHeader.fresh(suite.get(), RANDOM);
      try (var key = SecretBytes.random(suite.get().keyLength(), RANDOM)) {
        capture.sealed(in, out, new Capture.Seal(header, key), _ -> {});
      }
    }
  }

  String name() {
    return suite.map(Suite::wireName).orElse("not sealed");
  }

  String argument() {
    return suite.map(Suite::wireName).orElse(UNSEALED);
  }
}
