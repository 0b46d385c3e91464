package dev.coffer.server.http;

import java.nio.file.Path;

/** Where a server's certificate, with those that lead to its root, and its key stand, as PEM. */
public record TlsFiles(Path certificate, Path key) {}
