package dev.coffer.bench.volume;

import dev.coffer.bench.measure.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The encrypting file system that a distribution offers. */
record GocryptfsStore(Shell shell, Path backing, Path directory, Path passphrase) implements Store {
  static final String TITLE = "gocryptfs";

  static GocryptfsStore create(Shell shell, Path home) throws IOException {
    Path backing = Files.createDirectory(home.resolve("gocryptfs.sealed"));
    Path directory = Files.createDirectory(home.resolve("gocryptfs"));
    var store = new GocryptfsStore(shell, backing, directory, shell.workspace().passphrase());
    shell.run("gocryptfs -q -init -passfile \"$1\" \"$2\"", store.passphrase, backing);
    store.mount();
    return store;
  }

  private void mount() throws IOException {
    shell.run(
        "gocryptfs -q -allow_other -nosyslog -passfile \"$1\" \"$2\" \"$3\"",
        passphrase,
        backing,
        directory);
  }

  @Override
  public String title() {
    return TITLE;
  }

  @Override
  public void renew() throws IOException {
    close();
    mount();
  }

  @Override
  public OptionalLong server() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .arguments()
                    .filter(words -> List.of(words).contains(backing.toString()))
                    .isPresent())
        .mapToLong(ProcessHandle::pid)
        .findFirst();
  }

  @Override
  public void close() throws IOException {
    shell.run("fusermount3 -u \"$1\"", directory);
  }
}
