package bulla.httpd.ssl;

import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The terminal that the server was started from. */
record TerminalVoice(Console console) implements SpokenDialog.Voice {

  /** The terminal; empty if input or output is none. */
  static Optional<TerminalVoice> find() {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(TerminalVoice::new);
  }

  @Override
  public void say(String text) {
    console.writer().print(text);
    console.flush();
  }

  @Override
  public char @Nullable [] hear(String prompt) {
    return console.readPassword("%s", prompt);
  }
}
