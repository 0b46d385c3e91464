package dev.coffer.cli.volume;

import dev.coffer.agent.volume.SealedVolume;
import dev.coffer.agent.volume.VolumeFailure;
import dev.coffer.agent.volume.VolumeState;
import dev.coffer.cli.exit.CommandFailed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes a volume out of the tree. */
@Command(
    name = "unmount",
    description = {
      "Unmounts a volume and waits until its daemon has put everything in its place and ended.",
      "Where the daemon has died it takes away the mount that is left."
    },
    mixinStandardHelpOptions = true)
public final class VolumeUnmount implements Callable<Integer> {
  @Option(
      names = "--volume",
      paramLabel = "DIR",
      required = true,
      description = "The volume's backing directory, which holds coffer.volume.")
  private Path backing;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var volume = new SealedVolume(backing);
    VolumeState before = volume.state();
    if (before instanceof VolumeState.Unmounted && !volume.exists()) {
      throw new CommandFailed("no sealed volume in " + backing);
    }
    try {
      volume.unmount();
    } catch (VolumeFailure failure) {
      throw new CommandFailed(String.valueOf(failure.getMessage()), failure);
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (before) {
      case VolumeState.Mounted(var at, _) -> out.println("unmounted " + backing + " from " + at);
      case VolumeState.Dead(var at) -> out.println("cleaned up " + at + ": its daemon had died");
      case VolumeState.Unmounted() -> out.println(backing + " was not mounted");
    }
    return 0;
  }
}
