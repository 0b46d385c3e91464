package dev.coffer.agent.postgresql.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processes of servers, of whatever installation, that work in a data directory. */
public final class ServersInDirectory {
  private static final Path PROCESSES = Path.of("/proc");
  private static final String SERVER = "postgres";

  private ServersInDirectory() {}

  public static List<ProcessHandle> of(Path data) {
    return ProcessHandle.allProcesses().filter(process -> worksIn(process, data)).toList();
  }

  // An operator's shell may stand in the directory too, and does nothing there.
  private static boolean worksIn(ProcessHandle process, Path data) {
    var directory = PROCESSES.resolve(Long.toString(process.pid()));
    try {
      return Files.readSymbolicLink(directory.resolve("cwd")).equals(data)
          && isServer(Files.readSymbolicLink(directory.resolve("exe")));
    } catch (IOException goneOrAnothers) {
      return false;
    }
  }

  // Also where its file has been replaced ("postgres (deleted)").
  private static boolean isServer(Path program) {
    return program.getFileName().toString().startsWith(SERVER);
  }
}
