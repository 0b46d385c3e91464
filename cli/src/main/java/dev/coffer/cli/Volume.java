package dev.coffer.cli;

import picocli.CommandLine.Command;

/** What is done with a sealed volume by hand. */
@Command(
    name = "volume",
    description = "Sealed volumes: what the nodes of an encrypted cluster lie on.",
    mixinStandardHelpOptions = true,
    subcommands = {VolumeCreate.class, VolumeMount.class, VolumeUnmount.class, VolumeCheck.class})
final class Volume {}
