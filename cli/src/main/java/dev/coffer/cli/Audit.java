package dev.coffer.cli;

import picocli.CommandLine.Command;

/** The audit log of a server. */
@Command(
    name = "audit",
    description = "The audit log.",
    mixinStandardHelpOptions = true,
    subcommands = {VerifyAudit.class})
final class Audit {}
