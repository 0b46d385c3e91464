package dev.coffer.agent.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A directory (0700) of objects (0600). A partial is a hidden file that a commit syncs, renames and
 * makes durable by syncing the directory, so a cut of power leaves an object whole or absent.
 */
public final class DirectoryStore implements ObjectStore {
  private static final String PARTIAL = ".partial";

  private final Path directory;

  public DirectoryStore(Path directory) throws IOException {
    this.directory = directory.toAbsolutePath();
    if (!Files.isDirectory(this.directory)) {
      var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Files.createDirectories(this.directory, mode);
    }
  }

  @Override
  public Upload begin(String name) throws IOException {
    var target = path(name);
    return new DirectoryUpload(Files.createTempFile(directory, "." + name + ".", PARTIAL), target);
  }

  @Override
  public InputStream open(String name, long offset) throws IOException {
    SeekableByteChannel channel = FileChannel.open(path(name), StandardOpenOption.READ);
    return Channels.newInputStream(channel.position(offset));
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(path(name));
  }

  @Override
  public boolean exists(String name) throws IOException {
    try {
      Files.readAttributes(path(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException absent) {
      return false;
    }
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    ObjectName.requirePrefix(prefix);
    var names = new ArrayList<String>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, entry -> isObject(entry, prefix))) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    Collections.sort(names);
    return List.copyOf(names);
  }

  @Override
  public boolean delete(String name) throws IOException {
    boolean deleted = Files.deleteIfExists(path(name));
    if (deleted) {
      sync(directory);
    }
    return deleted;
  }

  @Override
  public int removePartials() throws IOException {
    int removed = 0;
    try (DirectoryStream<Path> partials = Files.newDirectoryStream(directory, ".*" + PARTIAL)) {
      for (Path partial : partials) {
        Files.deleteIfExists(partial);
        removed++;
      }
    }
    return removed;
  }

  static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static boolean isObject(Path entry, String prefix) {
    var name = entry.getFileName().toString();
    return name.startsWith(prefix) && !name.startsWith(".");
  }

  private Path path(String name) {
    return directory.resolve(ObjectName.require(name));
  }
}
