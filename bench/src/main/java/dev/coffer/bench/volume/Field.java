package dev.coffer.bench.volume;

import dev.coffer.bench.measure.Contender;
import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Shell;
import dev.coffer.crypto.block.v1.BlockSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All stores with their databases; closing stops and unmounts them. */
final class Field implements AutoCloseable {
  private final Shell shell;
  private final Path programs;
  private final List<Place> places = new ArrayList<>();
  private boolean running;

  private Field(Shell shell, Path programs) {
    this.shell = shell;
    this.programs = programs;
  }

  static Field open(Shell shell) throws IOException {
    shell.run("chmod 755 \"$1\"", shell.workspace().directory());
    var field = new Field(shell, programs());
    try {
      Path home = shell.workspace().directory();
      field.add(BareStore.create(home.resolve("bare")));
      for (BlockSuite suite : BlockSuite.values()) {
        field.add(SealedStore.create(suite, home));
      }
      field.add(GocryptfsStore.create(shell, home));
      return field;
    } catch (IOException e) {
      field.close();
      throw e;
    }
  }

  private static Path programs() throws IOException {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .max(Comparator.comparingInt(path -> Integer.parseInt(path.getFileName().toString())))
          .orElseThrow()
          .resolve("bin");
    }
  }

  private void add(Store store) {
    places.add(new Place(store, new Database(shell, programs, store)));
  }

  void createDatabases(int scale) throws IOException {
    for (Place place : places) {
      System.err.printf("making a database on %s%n", place.title());
      place.database().create(scale);
    }
  }

  Shell shell() {
    return shell;
  }

  List<Place> places() {
    return places;
  }

  String bare() {
    return places.getFirst().title();
  }

  void start(String sharedBuffers) throws IOException {
    running = true;
    for (Place place : places) {
      place.database().start(sharedBuffers);
    }
  }

  TightMemory startWithin(long bytes, String sharedBuffers) throws IOException {
    running = true;
    return TightMemory.start(this, bytes, sharedBuffers);
  }

  void stop() throws IOException {
    for (Place place : places) {
      place.database().stop();
    }
    running = false;
  }

  String syncs(Place place, int seconds) throws IOException {
    return SyncRate.run(shell, programs, place.database().directory().resolve("pg_wal"), seconds);
  }

  /** What is done on one of the places. */
  @FunctionalInterface
  interface Work {
    Sample on(Place place) throws IOException;
  }

  List<Contender> contenders(Work work) {
    return places.stream()
        .map(place -> new Contender(place.title(), () -> work.on(place)))
        .toList();
  }

  @Override
  public void close() throws IOException {
    // A run that was interrupted stops its servers all the same.
    boolean _ = Thread.interrupted();
    for (Place place : places) {
      if (running || Files.exists(place.database().directory().resolve("postmaster.pid"))) {
        place.database().stop();
      }
    }
    for (Place place : places) {
      place.store().close();
    }
  }
}
