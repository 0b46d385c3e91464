package dev.coffer.cli.completion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A shell, whose script is a template that the words are put into. */
enum Shell {
  BASH("completion.bash"),
  ZSH("completion.zsh"),
  FISH("completion.fish");

  private final String template;

  Shell(String template) {
    this.template = template;
  }

  String script(Words words) {
    var places = new StringBuilder();
    words.words().forEach((place, all) -> places.append(line(place, String.join(" ", all))));
    var operands = new StringBuilder();
    words.operands().forEach((place, noun) -> operands.append(line(place, noun)));
    return text()
        .replace("@PLACES@\n", places)
        .replace("@OPERANDS@\n", operands)
        .replace("@VALUED@", String.join(this == FISH ? " " : "|", words.valued()));
  }

  private String line(String place, String words) {
    return switch (this) {
      case BASH -> "    %s) words='%s' ;;\n".formatted(place, words);
      case ZSH -> "    (%s) list=(%s) ;;\n".formatted(place, words);
      case FISH -> "    case '%s'\n      set list %s\n".formatted(place, words);
    };
  }

  private String text() {
    try (InputStream in = Shell.class.getResourceAsStream(template)) {
      if (in == null) {
        throw new IllegalStateException(template + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
