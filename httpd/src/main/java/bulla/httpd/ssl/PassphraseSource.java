package bulla.httpd.ssl;

import java.nio.file.Path;
import java.util.List;

/** Who tells the passphrases of encrypted keys: SSLPassPhraseDialog. */
sealed interface PassphraseSource {

  /** Whoever sits at the terminal from which the server is started. */
  record Terminal() implements PassphraseSource {}

  /** A program that is run for each key, {@code exec:}. */
  record Program(Path path) implements PassphraseSource {}

  /** A program that is spoken to as a person would be, {@code |}. */
  record Pipe(List<String> command) implements PassphraseSource {
    public Pipe {
      command = List.copyOf(command);
    }
  }
}
