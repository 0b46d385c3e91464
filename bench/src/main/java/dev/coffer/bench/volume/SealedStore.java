package dev.coffer.bench.volume;

import dev.coffer.agent.volume.SealedVolume;
import dev.coffer.agent.volume.VolumeState;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.OptionalLong;

/** A sealed volume. */
final class SealedStore implements Store {
  private static final String REQUESTS = "user:coffer.requests";

  private final BlockSuite suite;
  private final Path directory;
  private final SealedVolume volume;
  private final SecretBytes dek;

  private SealedStore(BlockSuite suite, Path directory, SealedVolume volume, SecretBytes dek) {
    this.suite = suite;
    this.directory = directory;
    this.volume = volume;
    this.dek = dek;
  }

  static SealedStore create(BlockSuite suite, Path home) throws IOException {
    SecretBytes dek = SecretBytes.random(suite.keyLength(), new SecureRandom());
    var volume = new SealedVolume(home.resolve(suite.wireName() + ".sealed"));
    volume.create(suite, dek);
    Path directory = Files.createDirectory(home.resolve(suite.wireName()));
    volume.mount(directory, dek);
    return new SealedStore(suite, directory, volume, dek);
  }

  static String title(BlockSuite suite) {
    return "sealed volume, " + suite.wireName();
  }

  @Override
  public String title() {
    return title(suite);
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void renew() throws IOException {
    volume.unmount();
    volume.mount(directory, dek);
  }

  @Override
  public long requests() throws IOException {
    byte[] counts = (byte[]) Files.getAttribute(directory, REQUESTS);
    return new String(counts, StandardCharsets.US_ASCII)
        .lines()
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  @Override
  public OptionalLong server() throws IOException {
    return switch (volume.state()) {
      case VolumeState.Mounted(_, var process) -> OptionalLong.of(process);
      case VolumeState.Dead _, VolumeState.Unmounted _ -> OptionalLong.empty();
    };
  }

  @Override
  public void close() throws IOException {
    volume.unmount();
    dek.close();
  }
}
