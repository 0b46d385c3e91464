package dev.coffer.cli.command;

import dev.coffer.cli.exit.ExitCode;
import java.util.List;

/** Help that needs no command to be built. */
final class Help {
  private Help() {}

  static String root(List<Noun> nouns) {
    var text = new StringBuilder("Usage: coffer [OPTIONS] NOUN [VERB] [OPERAND]\n");
    text.append(
        """
        Encryption control plane for databases.

        First steps:
          coffer login --bootstrap DIR/server/bootstrap.json
          coffer key create backups --spec SM4
          coffer instance create shop --password-file FILE
          coffer encryption on shop --key backups
          coffer backup create shop --name first

        Commands:
        """);
    nouns.stream()
        .filter(noun -> !noun.hidden())
        .forEach(noun -> line(text, noun.name(), noun.description()));
    text.append(
        """

        'coffer NOUN --help' lists a noun's verbs, 'coffer NOUN VERB --help' the options of one.

        """);
    return text.append(ExitCode.table()).toString();
  }

  static String noun(Noun noun, List<Verb> verbs) {
    var text = new StringBuilder("Usage: coffer " + noun.name() + " VERB [OPERAND] [OPTIONS]\n");
    text.append(noun.description()).append("\n\nCommands:\n");
    verbs.stream()
        .filter(verb -> !verb.hidden())
        .forEach(verb -> line(text, verb.name(), verb.description()));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String description) {
    text.append("  ").append(name).repeat(' ', Math.max(1, 14 - name.length()));
    text.append(description).append('\n');
  }
}
