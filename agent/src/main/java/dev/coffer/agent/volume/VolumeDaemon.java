package dev.coffer.agent.volume;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.coffer.agent.volume.VolumeFiles.Lane;
import dev.coffer.agent.volume.disk.Journal;
import dev.coffer.agent.volume.fuse.MountedVolume;
import dev.coffer.agent.volume.posix.FuseDevice;
import dev.coffer.agent.volume.posix.Handover;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The process that serves one mounted volume. Reads the data key from its standard input, says on
 * its standard output that the volume is mounted or why not, and ends when it is unmounted.
 */
public final class VolumeDaemon {
  static final String MOUNTED = "mounted";

  /** As much as a log can be behind its file: replayed in a second after a crash. */
  static final long SEGMENT = 32L << 20;

  private static final System.Logger LOG = System.getLogger(VolumeDaemon.class.getName());
  private static final int LONGEST_KEY = 64;

  private final UnlockedVolume volume;
  private final ExecutorService retiring = Executors.newFixedThreadPool(2);
  private final AtomicReference<@Nullable MountedVolume> mounted = new AtomicReference<>();

  private VolumeDaemon(UnlockedVolume volume) {
    this.volume = volume;
  }

  /** Its arguments are the backing directory and the socket on which it gets its device. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    MountedVolume.harden();
    var files = new VolumeFiles(Path.of(arguments[0]));
    var output = new FileOutputStream(FileDescriptor.out);
    try (SecretBytes dek = SecretBytes.absorb(System.in.readNBytes(LONGEST_KEY));
        var volume = UnlockedVolume.open(files, dek)) {
      new VolumeDaemon(volume).run(Path.of(arguments[1]), output);
    } catch (VolumeFailure e) {
      end(output, e.getMessage(), e.reason().exitCode());
    } catch (IOException e) {
      LOG.log(ERROR, () -> "the daemon of %s failed".formatted(files.backing()), e);
      end(output, e.getMessage(), VolumeFailure.Reason.DAEMON_FAILED.exitCode());
    }
  }

  private static void end(FileOutputStream output, @Nullable String message, int exitCode) {
    try {
      output.write(String.valueOf(message).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(ERROR, () -> "no supervisor listens: " + message, e);
    }
    System.exit(exitCode);
  }

  private void run(Path socket, FileOutputStream output) throws IOException, InterruptedException {
    Journal data = journal(Lane.DATA);
    Journal log = journal(Lane.LOG);
    var mount = MountedVolume.open(volume.parts(), volume.keys(), data, log);
    mounted.set(mount);
    try (FuseDevice device = device(socket)) {
      output.write((MOUNTED + "\n").getBytes(StandardCharsets.US_ASCII));
      output.close();
      LOG.log(INFO, "serving {0}", volume.directory().path());
      mount.serve(device);
    }
    data.drain();
    log.drain();
    retiring.close();
    mount.close();
    LOG.log(INFO, "unmounted {0}: its journal is empty", volume.directory().path());
  }

  /** The agent, who may mount, mounts what we are to serve once we say that we are ready. */
  private FuseDevice device(Path socket) throws IOException {
    try (var handover = Handover.connect(socket)) {
      var received = handover.receive();
      volume.lock().write(received.pid() + "\n");
      return received.device();
    }
  }

  private Journal journal(Lane lane) throws IOException {
    return Journal.begin(
        VolumeFiles.openJournal(volume.directory(), lane), SEGMENT, volume.keys(), this::retire);
  }

  private void retire(Runnable retirement) {
    retiring.execute(
        () -> {
          retirement.run();
          sweep();
        });
  }

  private void sweep() {
    try {
      MountedVolume mount = mounted.get();
      if (mount != null) {
        mount.sweep();
      }
    } catch (IOException e) {
      LOG.log(ERROR, () -> "cannot close files of %s".formatted(volume.directory().path()), e);
    }
  }
}
