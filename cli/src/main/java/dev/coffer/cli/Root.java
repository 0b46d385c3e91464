package dev.coffer.cli;

import picocli.CommandLine.Command;

/** What is done with the root key. */
@Command(
    name = "root",
    description = "The root key, under which the key ring is sealed.",
    mixinStandardHelpOptions = true,
    subcommands = RotateRootKey.class)
final class Root {}
