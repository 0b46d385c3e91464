package dev.coffer.agent.volume;

import java.nio.file.Path;

/** What a volume is doing. */
public sealed interface VolumeState {

  /** Its files rest. */
  record Unmounted() implements VolumeState {}

  /** It is served by the process with this id. */
  record Mounted(Path at, long pid) implements VolumeState {}

  /** It is in the mount table, but its daemon is gone: every use of the mount fails. */
  record Dead(Path at) implements VolumeState {}
}
