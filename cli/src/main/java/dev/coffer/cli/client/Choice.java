package dev.coffer.cli.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the command line says about the server: it goes before environment and profile. */
public record Choice(
    @Nullable String profile,
    @Nullable String endpoint,
    @Nullable String project,
    @Nullable String caFile,
    @Nullable Path account) {}
