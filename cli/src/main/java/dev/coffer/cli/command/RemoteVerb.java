package dev.coffer.cli.command;

import dev.coffer.cli.exit.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A verb that asks a server; it has the common options. */
public abstract class RemoteVerb implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Spec private CommandSpec spec;

  @Override
  public final Integer call() {
    return run(new Session(options, spec)).number();
  }

  protected abstract ExitCode run(Session session);
}
