package dev.coffer.agent.volume;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;

/** A volume in a directory of its own that every user can reach, taken down on close. */
public final class TestVolume implements AutoCloseable {
  private final Path home;
  private final SealedVolume volume;
  private final SecretBytes dek;

  public TestVolume(BlockSuite suite) throws IOException {
    this(suite, Path.of("/var/tmp"));
  }

  /** On the disk that a directory is on. */
  public TestVolume(BlockSuite suite, Path disk) throws IOException {
    home = Files.createTempDirectory(disk, "coffer-volume-");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    dek = SecretBytes.random(suite.keyLength(), new SecureRandom());
    volume = new SealedVolume(backing());
    volume.create(suite, dek);
    Files.createDirectory(mountPoint());
  }

  public Path backing() {
    return home.resolve("backing");
  }

  /** Where a file of the mount rests sealed. */
  Path sealed(Path file) {
    return backing().resolve("root").resolve(mountPoint().relativize(file));
  }

  public Path mountPoint() {
    return home.resolve("mount");
  }

  /** A plain directory on the same disk, for comparison. */
  Path plain() throws IOException {
    return Files.createDirectories(home.resolve("plain"));
  }

  public SealedVolume volume() {
    return volume;
  }

  public SecretBytes dek() {
    return dek;
  }

  public void mount() throws IOException {
    volume.mount(mountPoint(), dek);
  }

  void remount() throws IOException {
    volume.unmount();
    mount();
  }

  public long daemon() throws IOException {
    return switch (volume.state()) {
      case VolumeState.Mounted(_, var pid) -> pid;
      case VolumeState.Dead _, VolumeState.Unmounted _ ->
          throw new IllegalStateException("no daemon: " + volume.state());
    };
  }

  public void killDaemon() throws IOException {
    ProcessHandle process = ProcessHandle.of(daemon()).orElseThrow();
    process.destroyForcibly();
    var _ = process.onExit().join();
  }

  public String log() throws IOException {
    return Files.readString(backing().resolve("daemon.log"));
  }

  /** Runs a program and returns what it said; fails if it failed. */
  public static String run(String... command) throws IOException {
    return run(List.of(command));
  }

  static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = process.onExit().join().exitValue();
    if (exitCode != 0) {
      throw new IOException("%s ended with %d: %s".formatted(command, exitCode, said));
    }
    return said.strip();
  }

  static String runAs(String user, String script) throws IOException {
    return run("runuser", "-u", user, "--", "bash", "-c", "cd / && " + script);
  }

  @Override
  public void close() throws IOException {
    volume.unmount();
    dek.close();
    // Which has no limit to how deep a tree is.
    run("rm", "-r", home.toString());
  }
}
