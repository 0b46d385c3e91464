package dev.coffer.cli;

import picocli.CommandLine.Command;

/** What an administrator asks about users. */
@Command(
    name = "iam",
    description = "Users and what they may do.",
    mixinStandardHelpOptions = true,
    subcommands = {Explain.class})
final class Iam {}
